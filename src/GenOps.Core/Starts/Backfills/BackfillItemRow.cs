using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Starts.Backfills;

/// <summary>One item.</summary>
public sealed record BackfillItemRow(int Position, string Label, BackfillItemState State, RunId? RunId, RunState? RunState, string Problem)
{
    /// <summary>How its run stands, as the desk counts it; null without a run under way.</summary>
    public RunStanding? Standing { get; init; }

    /// <summary>What its run waits for; null while something of it is at work.</summary>
    public WaitDetail? Waits { get; init; }
}
