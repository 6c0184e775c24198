namespace GenOps.Core.Pricing;

/// <summary>
/// Finds which prices hold for a model at a provider, by stated rules and never by a guess. For each of its names, the closest first:
/// the provider's own price of it, what a person said it is priced as, and its maker's list. The first name that a list knows ends
/// the search, in whatever service tier, so that a snapshot with prices of its own is never priced as another.
/// </summary>
/// <param name="sheet">All prices.</param>
/// <param name="at">When the call was sent, UTC.</param>
/// <param name="asOf">What was recorded later is not seen, UTC.</param>
internal sealed class PriceLookup(PriceSheet sheet, DateTime at, DateTime asOf)
{
    /// <summary>The prices, or null and the reason. Sandbox calls see the sandbox's prices only, live calls never.</summary>
    public (ModelPrices? Prices, string Reason) Find(string provider, string model, string tier)
    {
        var (layers, ambiguous) = Layers(provider, model, followsAlias: true);
        List<IReadOnlyList<PriceEntry>> priced = [.. layers.Select(l => l.Where(e => e.ServiceTier == tier).ToList()).Where(l => l.Count > 0)];
        return priced.Count > 0
            ? (new ModelPrices(priced), "")
            : (null, ambiguous ?? $"No price is known for {model} at {provider}{ServiceTiers.Words(tier)}.");
    }

    /// <summary>True when a model has prices at a provider that are not those of another.</summary>
    public bool IsPricedByItself(string provider, string model) => Layers(provider, model, followsAlias: false).Layers.Count > 0;

    private (IReadOnlyList<IReadOnlyList<PriceEntry>> Layers, string? Ambiguous) Layers(string provider, string model, bool followsAlias)
    {
        var layers = new List<IReadOnlyList<PriceEntry>>();
        foreach (var name in ModelNames.Of(provider, model))
        {
            if (sheet.Find(provider, name.Name, at, asOf) is { Count: > 0 } own) layers.Add(own);
            if (provider == ListPrices.Sandbox) continue;
            if (followsAlias && sheet.PricedAs(provider, name.Name, at, asOf) is { } other)
                return ([.. layers, .. Layers(provider, other, followsAlias: false).Layers], null);
            var lists = Lists(name);
            if (lists.Count > 1)
            {
                return (layers, $"{model} stands in several lists ({string.Join(", ", lists.Select(l => l.Vendor))}): record a price for the provider {provider}.");
            }

            if (lists.Count == 0) continue;
            layers.Add(lists[0].Prices);
            break;
        }

        return (layers, null);
    }

    private List<(string Vendor, IReadOnlyList<PriceEntry> Prices)> Lists(ModelName name) =>
    [
        .. ListPrices.Vendors
            .Where(v => name.Maker is null || name.Maker == v)
            .Select(v => (v, sheet.Find(v, name.Name, at, asOf)))
            .Where(l => l.Item2.Count > 0),
    ];
}
