using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Backfills;

/// <summary>One item.</summary>
public sealed record BackfillItemRow(int Position, string Label, BackfillItemState State, RunId? RunId, RunState? RunState, string Problem);
