namespace GenOps.Core.Reviews;

/// <summary>One output that a person must look at, for one review step.</summary>
public sealed class ReviewTask
{
    public required ReviewTaskId Id { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>The review step.</summary>
    public required StepRunId StepRunId { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>The roles that may decide, canonical JSON.</summary>
    public required string RoleNames { get; init; }

    /// <summary>What the pipeline's author asks the reviewer to look for; empty for nothing in particular.</summary>
    public string Instructions { get; init; } = "";

    public ReviewState State { get; set; } = ReviewState.Open;

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>UTC; null while open.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Until when its decision can be taken back, UTC: its step waits as long. Null for one that holds at once.</summary>
    public DateTime? UndoUntil { get; set; }

    /// <summary>The rejection in another review of the same output that closed this one; null for none.</summary>
    public ReviewDecisionId? ClosedBy { get; set; }

    /// <summary>The roles that may decide.</summary>
    public IReadOnlyList<string> Roles() => Json.Deserialize<string[]>(RoleNames)!;
}
