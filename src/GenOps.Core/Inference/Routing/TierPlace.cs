using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Routing;

/// <summary>One provider's place in a tier.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">The model with which it serves the tier.</param>
/// <param name="Order">As <see cref="ProviderSettings.Order"/>.</param>
/// <param name="Role">What it is to the first.</param>
public sealed record TierPlace(string Provider, string Model, int Order, FallbackRole Role);
