using GenOps.Core.Inference;

namespace GenOps.Core.Pricing;

/// <summary>What a price is of; its entries are told apart by time.</summary>
internal readonly record struct PriceKey(string Provider, string Model, Meter Meter, string ServiceTier, long ContextAbove, string Variant)
{
    public static PriceKey Of(PriceEntry entry) =>
        new(entry.Provider, entry.Model, entry.Meter, entry.ServiceTier, entry.ContextAbove, entry.Variant);
}

/// <summary>All entries of the price book as they were read, arranged for looking up. Never changed.</summary>
internal sealed class PriceSheet
{
    private readonly Dictionary<(string Provider, string Model), List<PriceEntry>> _entries;

    public PriceSheet(IEnumerable<PriceEntry> entries) =>
        _entries = entries.GroupBy(e => (e.Provider, e.Model)).ToDictionary(g => g.Key, g => g.ToList());

    /// <summary>What one provider asks for one model at a time, as known at a time; null when it asks for nothing.</summary>
    public ModelPrices? Find(string provider, string model, string serviceTier, DateTime at, DateTime asOf)
    {
        if (!_entries.TryGetValue((provider, model), out var entries)) return null;
        var inForce = InForce(entries.Where(e => e.ServiceTier == serviceTier && e.RecordedAt <= asOf), at)
            .Where(e => e.UnitPrice is not null)
            .ToList();
        return inForce.Count == 0 ? null : new ModelPrices(inForce);
    }

    /// <summary>Of each price the entry that holds at a time, withdrawals among them.</summary>
    public static IEnumerable<PriceEntry> InForce(IEnumerable<PriceEntry> entries, DateTime at) => entries
        .Where(e => e.ValidFrom <= at)
        .GroupBy(PriceKey.Of)
        .Select(g => g.MaxBy(e => (e.ValidFrom, e.RecordedAt, e.Id.Value))!);
}

/// <summary>The prices of one model in force at one time; none of them withdrawn, at least one.</summary>
internal sealed class ModelPrices(IReadOnlyList<PriceEntry> inForce)
{
    /// <summary>The entry that prices a bucket; null when none does.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="inputTokens">All input tokens of the call, which choose the context band.</param>
    public PriceEntry? For(UsageQuantity bucket, long inputTokens)
    {
        foreach (var meter in MetersThatPrice(bucket.Meter))
        {
            foreach (var variant in VariantsThatPrice(bucket.Variant))
            {
                var entry = inForce
                    .Where(e => e.Meter == meter && e.Variant == variant && (e.ContextAbove == 0 || e.ContextAbove < inputTokens))
                    .MaxBy(e => e.ContextAbove);
                if (entry is not null) return entry;
            }
        }

        return null;
    }

    /// <summary>True when the model has a price of this meter, whatever the variant or band.</summary>
    public bool Has(Meter meter) => inForce.Any(e => e.Meter == meter);

    /// <summary>Without a price of its own reasoning costs what output costs, and the cache what input costs.</summary>
    private static IEnumerable<Meter> MetersThatPrice(Meter meter)
    {
        yield return meter;
        switch (meter)
        {
            case Meter.ReasoningOutput:
                yield return Meter.Output;
                break;
            case Meter.CacheWrite1Hour:
                yield return Meter.CacheWrite5Min;
                yield return Meter.Input;
                break;
            case Meter.CacheRead or Meter.CacheWrite5Min:
                yield return Meter.Input;
                break;
        }
    }

    /// <summary>An image's "1024x1024/high" is priced by just that, else by its size, else by the price for all.</summary>
    private static IEnumerable<string> VariantsThatPrice(string variant)
    {
        yield return variant;
        var slash = variant.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0) yield return variant[..slash];
        if (variant.Length > 0) yield return "";
    }
}
