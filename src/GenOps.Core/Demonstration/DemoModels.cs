using GenOps.Core.Calls;
using GenOps.Core.Pricing;

namespace GenOps.Core.Demonstration;

/// <summary>
/// Two providers of the sandbox that never were, each with a model for every tier: prices change, one gets a new model whose price is written
/// down late, and one is down for some hours.
/// </summary>
internal sealed class DemoModels(DemoOptions options)
{
    public const string North = "sandbox-north";
    public const string South = "sandbox-south";
    private const string Author = "GenOps demonstration";
    private const decimal Million = 1_000_000m;

    /// <summary>From here on the first provider answers the standard tier by its new model.</summary>
    public DateTime NewModelFrom { get; } = options.At(0.45);

    /// <summary>When the new model's price was written down: what was answered before has none.</summary>
    public DateTime NewModelPricedAt => NewModelFrom + Shorter(TimeSpan.FromHours(20), 0.003);

    /// <summary>The first provider is down.</summary>
    public (DateTime From, DateTime To) Incident { get; } = IncidentOf(options);

    /// <summary>The other one.</summary>
    public static string Other(string provider) => provider == North ? South : North;

    public bool IsDown(string provider, DateTime at) => provider == North && at >= Incident.From && at < Incident.To;

    public string ModelOf(string provider, Tier tier, DateTime at)
    {
        var maker = provider == North ? "north" : "south";
        return tier switch
        {
            Tier.Small => $"{maker}-small",
            Tier.Frontier => $"{maker}-frontier",
            Tier.Image => $"{maker}-image",
            _ => provider == North && at >= NewModelFrom ? "north-standard-2" : $"{maker}-standard",
        };
    }

    /// <summary>Every price there ever was, in the order in which it was written down.</summary>
    public IReadOnlyList<PriceEntry> Prices(DemoIds ids)
    {
        var first = options.Begin.AddDays(-30);
        List<PriceEntry> prices = [];
        Text(North, "north-small", first, first, 0.15m, 0.03m, 0.60m);
        Text(North, "north-standard", first, first, 1.20m, 0.30m, 6.00m);
        Text(North, "north-frontier", first, first, 5.00m, 1.00m, 20.00m);
        Image(North, "north-image", first, 0.040m);
        Text(South, "south-small", first, first, 0.12m, 0.04m, 0.50m);
        Text(South, "south-standard", first, first, 1.00m, 0.25m, 5.00m);
        Text(South, "south-frontier", first, first, 4.00m, 1.00m, 16.00m);
        Image(South, "south-image", first, 0.035m);

        Text(North, "north-standard", options.At(0.22), options.At(0.22), 0.96m, 0.24m, 4.80m);
        Text(North, "north-standard-2", NewModelFrom, NewModelPricedAt, 0.90m, 0.18m, 4.50m);
        // Announced in advance, written down by mistake, and mended later: what was charged in between stays as it was known.
        Text(South, "south-small", options.At(0.55), options.At(0.52), 0.18m, 0.06m, 0.75m);
        Text(South, "south-small", options.At(0.55), options.At(0.57), 0.14m, 0.05m, 0.58m);
        Image(North, "north-image", options.At(0.80), 0.032m);
        Text(South, "south-frontier", options.At(0.85), options.At(0.85), 3.20m, 0.80m, 12.80m);
        return prices;

        void Text(string provider, string model, DateTime from, DateTime recorded, decimal input, decimal cache, decimal output)
        {
            Add(provider, model, Meter.Input, input / Million, from, recorded);
            Add(provider, model, Meter.CacheRead, cache / Million, from, recorded);
            Add(provider, model, Meter.Output, output / Million, from, recorded);
        }

        void Image(string provider, string model, DateTime from, decimal each) => Add(provider, model, Meter.Images, each, from, from);

        void Add(string provider, string model, Meter meter, decimal price, DateTime from, DateTime recorded) => prices.Add(new PriceEntry
        {
            Id = ids.New<PriceEntryId>(recorded),
            Provider = provider,
            Model = model,
            Meter = meter,
            UnitPrice = price,
            ValidFrom = from,
            RecordedAt = recorded,
            Source = "A demonstration's list, of no provider there is",
            Author = Author,
        });
    }

    /// <summary>Five hours of a working day's morning, or less of a short demonstration.</summary>
    private static (DateTime From, DateTime To) IncidentOf(DemoOptions options)
    {
        var length = Shorter(options, TimeSpan.FromHours(5), 0.02);
        var from = options.At(0.63);
        if (options.Days < 30) return (from, from + length);
        from = from.Date.AddHours(9);
        while (from.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) from = from.AddDays(1);
        return (from, from + length);
    }

    private TimeSpan Shorter(TimeSpan most, double part) => Shorter(options, most, part);

    private static TimeSpan Shorter(DemoOptions options, TimeSpan most, double part)
    {
        var length = TimeSpan.FromSeconds(Math.Round(options.Days * 86_400d * part));
        return length < most ? length : most;
    }
}
