namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A score by a rubric, from a language model.</summary>
public sealed record JudgeStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Judge;

    /// <summary>Prompt and transform steps whose results are judged, at least one.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>What the results are held against; null for all text and file inputs.</summary>
    public ValuePath? Source { get; init; }

    /// <summary>What makes a good result.</summary>
    public required Template Rubric { get; init; }

    /// <summary>Default: the standard tier.</summary>
    public required ModelChoice Model { get; init; }
}
