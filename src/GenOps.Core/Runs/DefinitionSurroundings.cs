using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Publishing;

namespace GenOps.Core.Runs;

/// <summary>The providers and channels that definitions may name, as configured now.</summary>
public sealed class DefinitionSurroundings(IProviderRegistry providers, PublishChannels channels) : IDefinitionSurroundings, IModelCatalogue
{
    /// <inheritdoc />
    public IModelCatalogue? Models => this;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Channels => [.. channels.List.Select(c => c.Name)];

    /// <inheritdoc />
    public bool KnowsModel(string model) =>
        providers.Configured.Any(p => p.Models.Values.Contains(model) || model.StartsWith(p.Name + "/", StringComparison.Ordinal));

    /// <inheritdoc />
    public bool HasTier(Tier tier) => providers.Configured.Count == 0 || providers.Configured.Any(p => p.Models.ContainsKey(tier));
}
