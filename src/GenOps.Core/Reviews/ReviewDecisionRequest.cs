using GenOps.Core.Outputs;

namespace GenOps.Core.Reviews;

/// <summary>Where a decision is made.</summary>
public static class ReviewChannels
{
    /// <summary>The review page, which measures the time.</summary>
    public const string Page = "page";

    /// <summary>The REST API.</summary>
    public const string Api = "api";

    /// <summary>The command line.</summary>
    public const string CommandLine = "cli";
}

/// <summary>What a reviewer decides.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Verdict">Approve, edit (and approve) or reject.</param>
/// <param name="RevisionHash">The revision the reviewer saw; null for whatever is the latest.</param>
/// <param name="Reason">Why; a rejection needs one.</param>
/// <param name="Edits">For an edit: artifact name → its new text. The empty name stands for the only text there is.</param>
/// <param name="Channel">One of <see cref="ReviewChannels"/>.</param>
/// <param name="ActiveSeconds">Active seconds by activity; null when nobody measured them.</param>
public sealed record ReviewDecisionRequest(
    ReviewTaskId TaskId,
    ReviewVerdict Verdict,
    string? RevisionHash,
    string? Reason,
    IReadOnlyDictionary<string, string>? Edits,
    string Channel,
    IReadOnlyDictionary<LabourActivity, int>? ActiveSeconds = null);

/// <summary>What came of a decision.</summary>
/// <param name="Id">The decision.</param>
/// <param name="TaskId">The task, now decided.</param>
/// <param name="OutputId">The output.</param>
/// <param name="RunId">The run, which goes on by itself.</param>
/// <param name="State">The output's state now; still flagged while another review of it is open.</param>
/// <param name="RevisionHash">The revision decided on; the new one after an edit.</param>
/// <param name="UndoUntil">Until when it can be taken back, UTC; null for one that holds at once.</param>
public sealed record ReviewDecisionResult(
    ReviewDecisionId Id, ReviewTaskId TaskId, OutputId OutputId, RunId RunId, OutputState State, string RevisionHash, DateTime? UndoUntil = null);
