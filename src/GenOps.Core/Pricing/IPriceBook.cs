using GenOps.Core.Calls;

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
    /// <param name="serviceTier">As <see cref="ServiceTiers.KeyOf"/>; a tier without a price is unpriced, never taken for another.</param>
    PricedUsage Price(string provider, string model, Usage usage, DateTime sentAt, DateTime asOf, string serviceTier = ServiceTiers.Standard);

    /// <summary>True when some entry prices this model now.</summary>
    bool Knows(string provider, string model);
}

/// <summary>The price of one call's use.</summary>
/// <param name="Cost">The total; null when some bucket has no price: the call is not priced whole, and never zero.</param>
/// <param name="Entries">The entries that priced it, one per bucket that has a price, in the order of the usage.</param>
/// <param name="Missing">What had no price, in plain words; null when all had.</param>
public sealed record PricedUsage(Money? Cost, IReadOnlyList<PriceEntryId> Entries, string? Missing)
{
    /// <summary>What the buckets cost that have a price: the total, or a part of it.</summary>
    public required Money Part { get; init; }

    /// <summary>The buckets without a price, as <c>40 audio tokens in</c>; empty when all have one, or when nothing is known of the model.</summary>
    public string MissingUse { get; init; } = "";

    /// <summary>Some buckets have a price and some have none.</summary>
    public bool IsPartly => Cost is null && Entries.Count > 0;

    /// <summary>Nothing is known of the model.</summary>
    public static PricedUsage Unknown(string reason) => new(null, [], reason) { Part = Money.Zero };
}
