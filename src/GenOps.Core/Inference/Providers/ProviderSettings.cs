using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>A provider as configured, by environment or in the settings.</summary>
/// <param name="Name">Lower-case letters, digits and dashes; <c>sandbox</c> is taken.</param>
/// <param name="BaseUrl">Where its OpenAI-compatible API stands, such as <c>https://api.openai.com/v1</c>.</param>
/// <param name="ApiKey">The key in clear; null for servers that need none. Never logged or shown.</param>
/// <param name="Models">Which model serves which tier; a tier without one is not served.</param>
/// <param name="Capabilities">What recovery may rely on.</param>
/// <param name="Timeout">How long one call may take before it is in doubt.</param>
/// <param name="InDoubtPolicy">What to do with a call that can be neither looked up nor repeated safely; null for the default by worst case.</param>
/// <param name="Streaming">Whether chat answers are streamed.</param>
/// <param name="Fallbacks">Who answers instead, in order: <c>provider</c> with its model of the tier, or <c>provider/model</c>; null for nobody by name.</param>
/// <param name="NeverFallback">True where it never answers for another provider: data of those who chose that one may not go there.</param>
/// <param name="Order">Its place among the providers of a tier, 1 to 999; the lowest is asked first, then as <see cref="IProviderRegistry.Configured"/> says.</param>
/// <param name="TierFailover">False for one from before providers of a tier answered for each other by default, until that is agreed to.</param>
public sealed record ProviderSettings(
    string Name,
    Uri BaseUrl,
    string? ApiKey,
    IReadOnlyDictionary<Tier, string> Models,
    ProviderCapabilities Capabilities,
    TimeSpan Timeout,
    InDoubtPolicy? InDoubtPolicy = null,
    bool Streaming = false,
    IReadOnlyList<string>? Fallbacks = null,
    bool NeverFallback = false,
    int Order = ProviderDraft.UsualOrder,
    bool TierFailover = true);
