using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Routing;

/// <summary>Who serves a tier, in the order in which they are asked.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Places">At least one, the first first.</param>
public sealed record TierOrder(Tier Tier, IReadOnlyList<TierPlace> Places);
