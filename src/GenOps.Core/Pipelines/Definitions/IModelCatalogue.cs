namespace GenOps.Core.Pipelines.Definitions;

/// <summary>The models and tiers a definition may name.</summary>
public interface IModelCatalogue
{
    /// <summary>True when some provider offers it; <paramref name="model"/> is as written, <c>provider/model</c> or <c>model</c>.</summary>
    bool KnowsModel(string model);

    /// <summary>True when a provider (or the sandbox, where nothing is configured) serves the tier.</summary>
    bool HasTier(Calls.Tier tier);
}
