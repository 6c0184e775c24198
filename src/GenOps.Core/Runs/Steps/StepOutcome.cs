using System.Text.Json.Nodes;
using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Steps;

/// <summary>What came of working on a step.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>It is done.</summary>
    /// <param name="Output">What later steps see; files are objects that name their blob.</param>
    /// <param name="Score">A judge's score, 0 to 1.</param>
    /// <param name="Missing">How many facts a judge missed.</param>
    /// <param name="SchemaValid">Whether the output follows its schema; null without one.</param>
    /// <param name="Note">A word for the person who looks; empty for none.</param>
    public sealed record Done(JsonNode? Output, double? Score = null, int? Missing = null, bool? SchemaValid = null, string Note = "") : StepOutcome;

    /// <summary>Its condition was false, or there was nothing to do.</summary>
    public sealed record Skipped(string Reason) : StepOutcome;

    /// <summary>It cannot be done.</summary>
    public sealed record Failed(string Reason) : StepOutcome;

    /// <summary>Not before <paramref name="Until"/>, UTC.</summary>
    public sealed record Wait(WaitCause Cause, DateTime Until, string Reason) : StepOutcome;

    /// <summary>Its next call waits for room in a budget; whichever call settles wakes it.</summary>
    public sealed record Queued(WaitCause Cause, string Reason) : StepOutcome;

    /// <summary>A hold is in force; it is taken up again when that is released, or at <paramref name="Until"/> (UTC) where that is known.</summary>
    public sealed record Held(WaitCause Cause, string Reason, DateTime? Until = null) : StepOutcome;

    /// <summary>The run was cancelled, or another worker took over.</summary>
    public sealed record Stopped(string Reason) : StepOutcome;

    /// <summary>Something threw. It is tried again, unless that happened too often or the run was cancelled.</summary>
    /// <param name="Reason">One plain sentence.</param>
    /// <param name="Counts">False where the database or the disk was in the way.</param>
    /// <param name="Pause">The first wait; later ones are longer.</param>
    public sealed record BrokenOff(string Reason, bool Counts, TimeSpan Pause) : StepOutcome;

    /// <summary>A mapped step: one item for each element.</summary>
    public sealed record Expanded(int Items) : StepOutcome;

    /// <summary>People must decide first; the reviews to open are in <paramref name="Plan"/>.</summary>
    public sealed record Review(ReviewPlan Plan) : StepOutcome;

    /// <summary>Outputs were delivered.</summary>
    public sealed record Published(IReadOnlyList<OutputId> Outputs, JsonNode Receipt) : StepOutcome;
}

/// <summary>What the rules of a review step said of each output.</summary>
/// <param name="Flagged">The outputs that people must look at, with the reasons.</param>
/// <param name="Passed">The outputs that the rules approve.</param>
/// <param name="Roles">Who may decide.</param>
/// <param name="Instructions">What to look for; empty for nothing in particular.</param>
public sealed record ReviewPlan(
    IReadOnlyDictionary<OutputId, IReadOnlyList<Reviews.FlagReason>> Flagged,
    IReadOnlyList<OutputId> Passed,
    IReadOnlyList<string> Roles,
    string Instructions)
{
    /// <summary>Who may decide, as a review keeps it.</summary>
    public string RoleNames { get; } = Reviews.ReviewOpening.RoleNames(Roles);
}
