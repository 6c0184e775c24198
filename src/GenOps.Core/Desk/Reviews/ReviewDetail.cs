using GenOps.Core.Outputs;
using GenOps.Core.Reviews;

namespace GenOps.Core.Desk.Reviews;

/// <summary>All that a reviewer needs to decide.</summary>
public sealed record ReviewDetail
{
    public required ReviewTaskId TaskId { get; init; }

    public required ReviewState State { get; init; }

    public required RunId RunId { get; init; }

    public required string Pipeline { get; init; }

    public required int Version { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>Place of the item, from 0; −1 for one output per run.</summary>
    public required int Item { get; init; }

    public required OutputState OutputState { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>What the run has cost so far.</summary>
    public required Money CostSoFar { get; init; }

    /// <summary>Calls of the run without a price, which the cost leaves out.</summary>
    public required int UnpricedCalls { get; init; }

    /// <summary>What the pipeline's author asks to look for; may be empty.</summary>
    public required string Instructions { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>True when the task is open and the actor may decide it.</summary>
    public required bool CanDecide { get; init; }

    /// <summary>Why it was flagged.</summary>
    public required IReadOnlyList<FlagReason> Flags { get; init; }

    /// <summary>The latest revision's number and hash: what a decision is about.</summary>
    public required int Revision { get; init; }

    public required string RevisionHash { get; init; }

    /// <summary>What went in.</summary>
    public required IReadOnlyList<SourceView> Sources { get; init; }

    /// <summary>What came out.</summary>
    public required IReadOnlyList<ArtifactView> Artifacts { get; init; }

    /// <summary>What the judges said.</summary>
    public required IReadOnlyList<Judgement> Judgements { get; init; }

    /// <summary>What was decided on this output before, newest first.</summary>
    public required IReadOnlyList<DecisionView> Decisions { get; init; }

    /// <summary>Why it cannot be approved as it is; none when it can, or when nobody can decide any more.</summary>
    public required IReadOnlyList<FieldProblem> Problems { get; init; }

    /// <summary>The actor set it aside before, in this session.</summary>
    public required bool SetAside { get; init; }

    /// <summary>Who is looking at it; null when nobody is.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>Who looks at it is the actor.</summary>
    public bool ClaimedByMe { get; init; }

    /// <summary>Where "next" leads; null when nothing else waits.</summary>
    public ReviewTaskId? NextTaskId { get; init; }

    /// <summary>How many reviews are open, this one included.</summary>
    public required int OpenCount { get; init; }
}
