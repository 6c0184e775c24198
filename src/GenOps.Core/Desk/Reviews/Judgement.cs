namespace GenOps.Core.Desk.Reviews;

/// <summary>What a judge step said.</summary>
/// <param name="StepId">The judge.</param>
/// <param name="Score">0 to 1; null where it gave none.</param>
/// <param name="Missing">Facts it missed.</param>
/// <param name="Reasons">Its reasons.</param>
/// <param name="Model">Who judged; empty when unknown.</param>
/// <param name="Formula">How the score was computed; null where a model gave it.</param>
public sealed record Judgement(
    string StepId, double? Score, IReadOnlyList<string> Missing, IReadOnlyList<string> Reasons, string Model, string? Formula = null);
