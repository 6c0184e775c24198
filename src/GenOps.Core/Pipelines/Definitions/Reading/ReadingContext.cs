using GenOps.Core.Calls;

namespace GenOps.Core.Pipelines.Definitions.Reading;

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
