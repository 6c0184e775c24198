using GenOps.Core.Outputs;
using GenOps.Core.Reviews;

namespace GenOps.Core.Desk.Reviews;

/// <summary>One output with all that ever happened to it.</summary>
public sealed record OutputHistory
{
    public required OutputId Id { get; init; }

    public required RunId RunId { get; init; }

    public required string Pipeline { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    /// <summary>Place of the item, from 0; −1 for one output per run.</summary>
    public required int Item { get; init; }

    public required OutputState State { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime DraftedAt { get; init; }

    /// <summary>UTC; null when not accepted.</summary>
    public DateTime? AcceptedAt { get; init; }

    /// <summary>True when a person decided, false when a rule did; null before.</summary>
    public bool? DecidedByPerson { get; init; }

    /// <summary>UTC; null until delivered.</summary>
    public DateTime? PublishedAt { get; init; }

    public required IReadOnlyList<FlagReason> Flags { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<RevisionView> Revisions { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<DecisionView> Decisions { get; init; }

    /// <summary>Deliveries of the run, newest first.</summary>
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    /// <summary>The review that waits; null when none does.</summary>
    public ReviewTaskId? OpenReview { get; init; }
}
