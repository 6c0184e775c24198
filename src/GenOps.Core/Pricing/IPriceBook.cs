using GenOps.Core.Inference;

namespace GenOps.Core.Pricing;

/// <summary>Prices the use of one call.</summary>
public interface IPriceBook
{
    /// <summary>
    /// Prices usage by the entries in force when the call was sent, as known at <paramref name="asOf"/>,
    /// and rounds once, half to even, at the total.
    /// </summary>
    /// <param name="provider">The provider's configured name; entries for a vendor's list apply by model where the provider has none of its own.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">Exclusive buckets.</param>
    /// <param name="sentAt">UTC.</param>
    /// <param name="asOf">UTC; what was recorded later is not seen.</param>
    PricedUsage Price(string provider, string model, Usage usage, DateTime sentAt, DateTime asOf);

    /// <summary>True when some entry prices this model now.</summary>
    bool Knows(string provider, string model);
}

/// <summary>The price of one call's use.</summary>
/// <param name="Cost">The total; null when some bucket has no price: the call is unpriced, never zero.</param>
/// <param name="Entries">The entries that priced it, one per bucket, in the order of the usage.</param>
/// <param name="Missing">What had no price, in plain words; null when all had.</param>
public sealed record PricedUsage(Money? Cost, IReadOnlyList<PriceEntryId> Entries, string? Missing);
