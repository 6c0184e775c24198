using GenOps.Core.Calls;

namespace GenOps.Core.Desk.Runs;

/// <summary>One request to one provider.</summary>
public sealed record CallDetail
{
    public required ModelCallId Id { get; init; }

    public required CallPurpose Purpose { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required Tier Tier { get; init; }

    public required CallState State { get; init; }

    public required int Generation { get; init; }

    public required int Ordinal { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Quantity by meter, in exclusive buckets; only those used.</summary>
    public required IReadOnlyDictionary<string, long> Usage { get; init; }

    /// <summary>The use was counted by GenOps, not told by the provider.</summary>
    public bool UsageEstimated { get; init; }

    /// <summary>The model the answer names, which is the one priced; null where it names none.</summary>
    public string? AnsweredModel { get; init; }

    /// <summary>The service tier the answer names; null where it names none.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What of its use has no price, in words; null where all of it has one.</summary>
    public string? UnpricedUse { get; init; }

    /// <summary>Nano-US-dollars; null while unknown or unpriced, and the priced part where it is partly priced.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>The worst case reserved before it was sent, nano-US-dollars; null where the model is unpriced.</summary>
    public long? ReservedNanoUsd { get; init; }

    public required PricingState Pricing { get; init; }

    /// <summary>The entries of the price book that priced it.</summary>
    public required IReadOnlyList<PriceDetail> PriceEntries { get; init; }

    /// <summary>Why it went to this model; null where no decision was recorded.</summary>
    public RouteDetail? Route { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>What went wrong, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }
}
