using GenOps.Core.Outputs;
using GenOps.Core.Reviews;

namespace GenOps.Core.Runs.Reviewing;

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

/// <summary>How a review stands.</summary>
/// <param name="State">Open, decided or closed.</param>
/// <param name="OutputState">Of its output.</param>
/// <param name="Revision">The output's latest revision.</param>
public sealed record ReviewNow(ReviewState State, OutputState OutputState, int Revision);

/// <summary>One input of the run.</summary>
/// <param name="Name">As the definition calls it; the file's name where it is a file.</param>
/// <param name="MediaType"><c>text/plain</c> for what was typed.</param>
/// <param name="Text">What can be read; null for what is no text.</param>
/// <param name="Note">Why there is no text; empty otherwise.</param>
public sealed record SourceView(string Name, string MediaType, string? Text, string Note);

/// <summary>One file or text of an output.</summary>
/// <param name="Id">For its content at <c>/artifacts/{id}</c>.</param>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As <c>image/png</c>.</param>
/// <param name="StepId">The step that made it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Text">The whole text; null for what is no text, too long to show, or erased.</param>
/// <param name="Note">Why there is no text; empty otherwise.</param>
public sealed record ArtifactView(ArtifactId Id, string Name, string MediaType, string StepId, long Length, string? Text, string Note);

/// <summary>What a judge step said.</summary>
/// <param name="StepId">The judge.</param>
/// <param name="Score">0 to 1; null where it gave none.</param>
/// <param name="Missing">Facts it missed.</param>
/// <param name="Reasons">Its reasons.</param>
/// <param name="Model">Who judged; empty when unknown.</param>
/// <param name="Formula">How the score was computed; null where a model gave it.</param>
public sealed record Judgement(
    string StepId, double? Score, IReadOnlyList<string> Missing, IReadOnlyList<string> Reasons, string Model, string? Formula = null);

/// <summary>One decision, as told to people.</summary>
/// <param name="Id">The decision.</param>
/// <param name="TaskId">The review it ended.</param>
/// <param name="OutputId">On which output.</param>
/// <param name="Pipeline">The output's pipeline.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Item">Place of the item, from 0; −1 for none.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Diff">Unified; empty without an edit.</param>
/// <param name="Reviewer">Who decided.</param>
/// <param name="Channel">Where; see <see cref="ReviewChannels"/>.</param>
/// <param name="DecidedAt">UTC.</param>
/// <param name="Seconds">Measured active seconds; null when nobody measured them.</param>
/// <param name="TakenBack">True for one that was taken back: it stays on record and counts as none.</param>
public sealed record DecisionView(
    ReviewDecisionId Id, ReviewTaskId TaskId, OutputId OutputId, string Pipeline, string Output, int Item, ReviewVerdict Verdict,
    string Reason, string Diff, string Reviewer, string Channel, DateTime DecidedAt, int? Seconds, bool TakenBack = false);
