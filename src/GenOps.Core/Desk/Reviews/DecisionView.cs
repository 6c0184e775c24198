using GenOps.Core.Reviews;

namespace GenOps.Core.Desk.Reviews;

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
