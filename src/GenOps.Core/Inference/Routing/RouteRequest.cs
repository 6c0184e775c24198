using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Routing;

/// <summary>What a step asks for.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Model"><c>provider/model</c> or <c>model</c>, as the definition writes it; null for the route of the tier.</param>
public sealed record RouteRequest(Tier Tier, string? Model)
{
    /// <summary>What is asked for instead, in order, where that cannot be had.</summary>
    public IReadOnlyList<RouteRequest> Fallbacks { get; init; } = [];

    /// <summary>False where only <see cref="Fallbacks"/> answer instead.</summary>
    public bool FailsOver { get; init; } = true;
}
