using GenOps.Core.Calls;

namespace GenOps.Core.Analytics;

/// <summary>One bucket of use with the price that was applied to it.</summary>
/// <param name="Meter">What was used.</param>
/// <param name="Variant">What the price further depends on; empty for tokens.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Price">The price row; null when the call is unpriced.</param>
public sealed record CallUsage(Meter Meter, string Variant, long Quantity, CallPrice? Price)
{
    /// <summary>Quantity × unit price in dollars, before the call's one rounding; null without a price.</summary>
    public decimal? Usd => Price is { } price ? Quantity * price.UnitPrice : null;
}
