using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Backfills;

/// <summary>A backfill with its items.</summary>
public sealed record BackfillDetail(BackfillRow Backfill, IReadOnlyList<BackfillItemRow> Items);
