using GenOps.Core.Runs;

namespace GenOps.Core.Starts.Backfills;

/// <summary>One item.</summary>
public sealed record BackfillItemRow(int Position, string Label, BackfillItemState State, RunId? RunId, RunState? RunState, string Problem);
