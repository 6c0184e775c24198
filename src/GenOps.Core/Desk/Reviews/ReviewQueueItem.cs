namespace GenOps.Core.Desk.Reviews;

/// <summary>One open review.</summary>
public sealed record ReviewQueueItem
{
    public required ReviewTaskId TaskId { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    public required string Pipeline { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>Place of the item, from 0; −1 for one output per run.</summary>
    public required int Item { get; init; }

    /// <summary>What tells it from others of its name.</summary>
    public required OutputWords Words { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>What the run has cost so far.</summary>
    public required Money CostSoFar { get; init; }

    /// <summary>Why it was flagged, in plain words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>Who may decide.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>True when the actor is one of them.</summary>
    public required bool CanDecide { get; init; }

    /// <summary>Who is looking at it; null when nobody is.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>True when it is the actor.</summary>
    public bool ClaimedByMe { get; init; }
}
