using GenOps.Core.Delivery;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Desk.Runs;

/// <summary>One run in a list.</summary>
public sealed record RunListRow
{
    public required RunId Id { get; init; }

    public required string Pipeline { get; init; }

    public required int Version { get; init; }

    public required RunState State { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Sum of its ledger entries; nano-US-dollars.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>Steps and items that were done, or rightly left out; not those that failed or were never reached.</summary>
    public int StepsDone { get; init; }

    /// <summary>Steps and items known so far; grows while maps unfold.</summary>
    public int Steps { get; init; }

    public required string Trigger { get; init; }

    public required string TriggeredBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime TriggeredAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>A person asked for it to end.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whose turn it is first, where it waits among others.</summary>
    public RunPriority Priority { get; init; }

    /// <summary>How it stands, as the desk counts it; null once it ended.</summary>
    public RunStanding? Standing { get; init; }

    /// <summary>What it waits for; null while something of it is at work.</summary>
    public WaitDetail? Waits { get; init; }
}
