using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>
/// The prices of one model and service tier in force at one time, in layers: the first layer that prices a meter prices it, so that
/// a provider's own price lies over the maker's list meter by meter.
/// </summary>
/// <param name="layers">The provider's own entries before the maker's; none of them withdrawn, at least one.</param>
internal sealed class ModelPrices(IReadOnlyList<IReadOnlyList<PriceEntry>> layers)
{
    /// <summary>The entry that prices a bucket; null when none does.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="inputTokens">All input tokens of the call, which choose the context band.</param>
    public PriceEntry? For(UsageQuantity bucket, long inputTokens)
    {
        foreach (var meter in MetersThatPrice(bucket.Meter))
        {
            foreach (var layer in layers)
            {
                foreach (var variant in VariantsThatPrice(bucket.Variant))
                {
                    var entry = layer
                        .Where(e => e.Meter == meter && e.Variant == variant && (e.ContextAbove == 0 || e.ContextAbove < inputTokens))
                        .MaxBy(e => e.ContextAbove);
                    if (entry is not null) return entry;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Whether one of two meters that count the same is left out: the one without a price, and of two with a price the one of the
    /// later layer, else the second.
    /// </summary>
    /// <param name="meter">The meter in question.</param>
    /// <param name="other">The one that counts the same.</param>
    /// <param name="isSecond">Left out where both stand in one layer.</param>
    public bool IsLeftOutFor(Meter meter, Meter other, bool isSecond) =>
        LayerOf(other) is { } others && (LayerOf(meter) is not { } own || others < own || (others == own && isSecond));

    private int? LayerOf(Meter meter)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            if (layers[i].Any(e => e.Meter == meter)) return i;
        }

        return null;
    }

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
