using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Tests.Desk.Runs;

/// <summary>Providers that are configured and never called, each with a model of the small tier.</summary>
internal sealed class NamedProviders(params string[] names) : IProviderRegistry
{
    public IReadOnlyList<ProviderSettings> Configured { get; } =
        [.. names.Select(n => new ProviderSettings(n, new Uri("http://127.0.0.1:1/v1"), "key", new Dictionary<Tier, string> { [Tier.Small] = n + "-small" }, new ProviderCapabilities(false, false), TimeSpan.FromSeconds(1)))];

    public IReadOnlyDictionary<string, string> Problems => new Dictionary<string, string>();

    public IModelProvider Get(string name) => throw new ProviderMissingException(name);

    public void Refresh()
    {
        // They do not change.
    }
}
