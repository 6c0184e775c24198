using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A score by a rubric, from a language model.</summary>
public sealed record JudgeStep : StepDefinition
{
    internal static readonly string[] Keys = ["of", "source", "rubric", "tier", "model", "fallbacks"];

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

    /// <inheritdoc />
    public override IReadOnlyList<ModelChoice> Models => [Model];

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => Source is { } source ? [.. Rubric.Paths, source] : Rubric.Paths;

    /// <inheritdoc />
    protected override IReadOnlyList<string> ListedSteps => Of;

    internal static JudgeStep Read(Fields fields) => new()
    {
        Id = "",
        Of = fields.RequiredStepIds("of", ReferenceRole.Judged, "Name the steps whose results are judged, such as [posts]."),
        Source = fields.Path("source", PathRole.Compares),
        Rubric = fields.RequiredTemplate("rubric", "Write what makes a good result."),
        Model = ModelFields.Read(fields),
    };
}
