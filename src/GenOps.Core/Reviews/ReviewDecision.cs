namespace GenOps.Core.Reviews;

/// <summary>What was decided, on which revision, by whom. Immutable: one that is taken back stays, and a further row says so.</summary>
public sealed class ReviewDecision
{
    public required ReviewDecisionId Id { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    /// <summary>Which of its review's decisions, from 1; unique within it.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The decision that this one takes back; null for a verdict.</summary>
    public ReviewDecisionId? Undoes { get; init; }

    public required OutputId OutputId { get; init; }

    public required ReviewVerdict Verdict { get; init; }

    /// <summary>The hash of the revision decided on: as shown, or after the edit.</summary>
    public required string RevisionHash { get; init; }

    /// <summary>Why; never empty for a rejection.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Unified diff of the edit; empty without one.</summary>
    public string Diff { get; init; } = "";

    public Guid? ReviewerId { get; init; }

    public required string ReviewerName { get; init; }

    /// <summary>Where it was made: <c>page</c>, <c>api</c>, <c>cli</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime DecidedAt { get; init; }
}
