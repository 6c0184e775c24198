using System.Globalization;
using System.Text.Json;
using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>The prices that ship with GenOps: public lists as facts with their dates, and the sandbox's own.</summary>
public static class ListPrices
{
    /// <summary>The author of every price that shipped.</summary>
    public const string Author = "GenOps price list";

    /// <summary>The provider whose prices are the sandbox's.</summary>
    public const string Sandbox = "sandbox";

    private const string Resource = "GenOps.Core.Pricing.list-prices.json";
    private const decimal Million = 1_000_000m;
    private static readonly Lazy<PriceList> List = new(Read);

    /// <summary>
    /// Makers whose list prices hold for their models at any provider that has no price of its own,
    /// in the order of the list. Neither the sandbox nor hosts of other makers' models are among them.
    /// </summary>
    public static IReadOnlyList<string> Vendors => List.Value.Vendors;

    /// <summary>Reads the list, once in the life of a process.</summary>
    internal static void Load() => _ = List.Value;

    /// <summary>The shipped entries, recorded at the given time. Their keys are the same on every machine.</summary>
    /// <param name="recordedAt">UTC.</param>
    public static IReadOnlyList<PriceEntry> Entries(DateTime recordedAt) =>
        [.. List.Value.Lines.Select(line => new PriceEntry
        {
            Id = line.Id,
            Provider = line.Provider,
            Model = line.Model,
            Meter = line.Meter,
            ServiceTier = line.ServiceTier,
            ContextAbove = line.ContextAbove,
            Variant = line.Variant,
            UnitPrice = line.UnitPrice,
            ValidFrom = line.ValidFrom,
            RecordedAt = recordedAt,
            Source = line.Source,
            Author = Author,
        })];

    private static PriceList Read()
    {
        using var stream = typeof(ListPrices).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var document = Json.ParseDocument(stream);
        var root = document.RootElement;
        var hosts = root.GetProperty("hosts").EnumerateArray().Select(h => h.GetString()!).Append(Sandbox).ToHashSet();
        var lines = root.GetProperty("prices").EnumerateArray().SelectMany(ReadRow).ToList();
        return new PriceList(lines, [.. lines.Select(l => l.Provider).Distinct().Where(p => !hosts.Contains(p))]);
    }

    private static IEnumerable<Line> ReadRow(JsonElement row) =>
        Amounts(row, "perMillion", Million).Concat(Amounts(row, "each", 1)).Select(amount =>
        {
            var provider = row.GetProperty("provider").GetString()!;
            var from = row.GetProperty("from").GetString()!;
            var list = row.TryGetProperty("list", out var day) ? day.GetString()! : from;
            return new Line(
                provider,
                row.GetProperty("model").GetString()!,
                amount.Meter,
                row.TryGetProperty("tier", out var tier) ? tier.GetString()! : ServiceTiers.Standard,
                row.TryGetProperty("above", out var above) ? above.GetInt64() : 0,
                row.TryGetProperty("variant", out var variant) ? variant.GetString()! : "",
                amount.UnitPrice,
                DateTime.SpecifyKind(DateTime.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateTimeKind.Utc),
                provider == Sandbox ? "GenOps: the sandbox's own list" : $"LiteLLM public price list of {list} (MIT)");
        });

    private static IEnumerable<(Meter Meter, decimal? UnitPrice)> Amounts(JsonElement row, string property, decimal per) =>
        row.TryGetProperty(property, out var amounts)
            ? amounts.EnumerateObject().Select(a => (
                Enum.Parse<Meter>(a.Name),
                a.Value.ValueKind == JsonValueKind.Null ? null : (decimal?)(a.Value.GetDecimal() / per)))
            : [];

    private sealed record PriceList(IReadOnlyList<Line> Lines, IReadOnlyList<string> Vendors);

    private sealed record Line(
        string Provider, string Model, Meter Meter, string ServiceTier, long ContextAbove, string Variant, decimal? UnitPrice, DateTime ValidFrom,
        string Source)
    {
        /// <summary>
        /// Made from what the line says, so that installing it twice, or by two processes at once, cannot double it; the standard
        /// tier is not said, as before there were others.
        /// </summary>
        public PriceEntryId Id { get; } = PriceEntryId.From(Core.Id.Derived(
            $"{Provider}|{Model}|{Meter}|{ContextAbove}|{Variant}|{UnitPrice?.ToString("0.###############", CultureInfo.InvariantCulture)}|{ValidFrom:yyyy-MM-dd}"
            + (ServiceTier == ServiceTiers.Standard ? "" : $"|{ServiceTier}")));
    }
}
