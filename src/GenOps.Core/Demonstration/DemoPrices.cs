using GenOps.Core.Calls;
using GenOps.Core.Pricing;

namespace GenOps.Core.Demonstration;

/// <summary>Prices calls as the price book does, by the same look-up and the same arithmetic, but looks each model up once between two changes of any price.</summary>
/// <param name="entries">All prices there ever are.</param>
internal sealed class DemoPrices(IReadOnlyList<PriceEntry> entries)
{
    private readonly PriceSheet sheet = new(entries, []);
    private readonly DateTime[] valid = [.. entries.Select(e => e.ValidFrom).Distinct().Order()];
    private readonly DateTime[] known = [.. entries.Select(e => e.RecordedAt).Distinct().Order()];
    private readonly Dictionary<(string Provider, string Model, int Valid, int Known), (ModelPrices? Prices, string Reason)> found = [];

    /// <inheritdoc cref="IPriceBook.Price" />
    public PricedUsage Price(string provider, string model, Usage usage, DateTime sentAt, DateTime asOf)
    {
        var key = (provider, model, Stretch(valid, sentAt), Stretch(known, asOf));
        if (!found.TryGetValue(key, out var prices)) found.Add(key, prices = new PriceLookup(sheet, sentAt, asOf).Find(provider, model, ServiceTiers.Standard));
        return prices.Prices is { } held ? PriceBook.Price(model, ServiceTiers.Standard, held, usage) : PricedUsage.Unknown(prices.Reason);
    }

    /// <summary>How many of the changes have happened by then.</summary>
    private static int Stretch(DateTime[] changes, DateTime at)
    {
        var count = 0;
        while (count < changes.Length && changes[count] <= at) count++;
        return count;
    }
}
