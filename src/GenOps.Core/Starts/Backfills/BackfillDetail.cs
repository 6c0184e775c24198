namespace GenOps.Core.Starts.Backfills;

/// <summary>A backfill with its items.</summary>
public sealed record BackfillDetail(BackfillRow Backfill, IReadOnlyList<BackfillItemRow> Items);
