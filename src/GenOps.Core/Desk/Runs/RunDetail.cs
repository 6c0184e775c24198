using GenOps.Core.Delivery;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Desk.Runs;

/// <summary>A run with all that came of it, as the run page, the API and the command line show it.</summary>
public sealed record RunDetail
{
    public required RunId Id { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>The version's number, from 1.</summary>
    public required int Version { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    public required RunState State { get; init; }

    /// <summary>Sum of the run's ledger entries, review labour included; nano-US-dollars.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>Calls that used something without a price; the cost leaves them out.</summary>
    public required int UnpricedCalls { get; init; }

    public required MoneyMode Money { get; init; }

    public required string CostCentre { get; init; }

    /// <summary><c>manual</c>, <c>schedule</c>, <c>api</c>, <c>cli</c> or <c>sample</c>.</summary>
    public required string Trigger { get; init; }

    public required string TriggeredBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime TriggeredAt { get; init; }

    /// <summary>UTC; null until the first step was claimed.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Whose turn it is first, where it waits among others.</summary>
    public RunPriority Priority { get; init; }

    /// <summary>How it stands, as the desk counts it; null once it ended.</summary>
    public RunStanding? Standing { get; init; }

    /// <summary>What it waits for; null while something of it is at work.</summary>
    public WaitDetail? Waits { get; init; }

    /// <summary>When its timeout ends it, UTC; pauses and reviews add to it. Null without a timeout, and until it began.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>A person asked for it to end.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>A person asked for its calls under way to be broken off.</summary>
    public bool AbortRequested { get; init; }

    /// <summary>The run it repeats; null for a first run.</summary>
    public RunId? RerunOf { get; init; }

    /// <summary>The runs that repeat it, oldest first.</summary>
    public IReadOnlyList<RunId> Reruns { get; init; } = [];

    /// <summary>Why it failed, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Why it stands still although it could go on; empty when nothing holds it.</summary>
    public required IReadOnlyList<HoldDetail> Holds { get; init; }

    /// <summary>In the order of the definition; a mapped step before its items. Each row's cost is its own: they sum to the run's.</summary>
    public required IReadOnlyList<StepDetail> Steps { get; init; }

    /// <summary>One row per file or text of the newest revisions.</summary>
    public required IReadOnlyList<OutputDetail> Outputs { get; init; }

    /// <summary>Reviews that wait for a person.</summary>
    public required IReadOnlyList<OpenReview> OpenReviews { get; init; }
}
