using GenOps.Core.Calls;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Which model a step asks for.</summary>
/// <param name="Tier">The tier asked for; beside a named model it is the tier the call is counted under.</param>
/// <param name="Model"><c>provider/model</c> or <c>model</c>, as written; null when the route of the tier decides.</param>
public sealed record ModelChoice(Tier Tier, string? Model)
{
    /// <summary>Who answers instead, in order, while that model cannot; none by default.</summary>
    public IReadOnlyList<ModelChoice> Fallbacks { get; init; } = [];
}
