using GenOps.Core.Inference;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>What an expression's path is for.</summary>
internal enum PathRole
{
    /// <summary>Inserted into a text.</summary>
    Inserted,

    /// <summary>Compared in a condition.</summary>
    Compared,

    /// <summary>The list of a map.</summary>
    Over,

    /// <summary>The picture or text of a transform, or what a judge compares with.</summary>
    Source,

    /// <summary>Metadata tags.</summary>
    Tags,
}

/// <summary>A path in an expression, kept until all steps are known.</summary>
/// <param name="Path">The path.</param>
/// <param name="Role">What it is for.</param>
/// <param name="StepId">The step whose expression it is.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Field">The field by names.</param>
internal sealed record PathUse(ValuePath Path, PathRole Role, string StepId, Place Place, string Field);

/// <summary>A condition, kept until the kinds of its values are known.</summary>
internal sealed record ConditionUse(Condition Condition, string StepId, YamlScalar Node, string Field);

/// <summary>What another step is named for.</summary>
internal enum ReferenceRole
{
    /// <summary>To wait for it.</summary>
    Needs,

    /// <summary>To judge its result.</summary>
    Judged,

    /// <summary>To have its result reviewed.</summary>
    Reviewed,

    /// <summary>To publish its result.</summary>
    Published,

    /// <summary>To hold its result in an output.</summary>
    Delivered,

    /// <summary>To make one output per item.</summary>
    Per,
}

/// <summary>A step named by another step or by an output, kept until all steps are known.</summary>
internal sealed record StepReference(string Id, ReferenceRole Role, Place Place, string Field);

/// <summary>What one reading gathers besides the definition itself.</summary>
internal sealed class ReadingContext(ProblemList problems, IModelCatalogue? models, IReadOnlyCollection<string>? channels)
{
    public ProblemList Problems { get; } = problems;

    public IReadOnlyCollection<string>? Channels { get; } = channels;

    /// <summary>The step being read.</summary>
    public string StepId { get; set; } = "";

    public List<PathUse> Paths { get; } = [];

    public List<ConditionUse> Conditions { get; } = [];

    public List<StepReference> References { get; } = [];

    public bool KnowsModel(string model) => models is null || models.KnowsModel(model);

    public bool HasTier(Tier tier) => models is null || models.HasTier(tier);
}
