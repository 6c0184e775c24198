using GenOps.Core.Calls;
using GenOps.Core.Pricing;

namespace GenOps.Core.Tests.Pricing;

/// <summary>Short ways to write entries and usage in tests.</summary>
internal static class PriceRows
{
    public static DateTime Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Prices per million units.</summary>
    public static PriceEntry Row(
        string provider, string model, Meter meter, decimal? perMillion, DateTime? from = null, DateTime? recorded = null,
        long above = 0, string variant = "", string author = "Ada", string tier = ServiceTiers.Standard) => new()
        {
            Id = Id.New<PriceEntryId>(),
            Provider = provider,
            Model = model,
            Meter = meter,
            UnitPrice = perMillion / 1_000_000m,
            ServiceTier = tier,
            ContextAbove = above,
            Variant = variant,
            ValidFrom = from ?? Day(2025, 1, 1),
            RecordedAt = recorded ?? Day(2025, 1, 1),
            Source = "contract",
            Author = author,
        };

    public static Usage Use(params UsageQuantity[] buckets) => new(buckets, Estimated: false);

    public static Usage Tokens(long input, long output) => Use(new(Meter.Input, input), new(Meter.Output, output));
}
