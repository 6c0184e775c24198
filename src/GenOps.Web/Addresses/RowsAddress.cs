using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;

namespace GenOps.Web.Addresses;

/// <summary>The address of the rows behind a figure, with the exact period, so that they sum to it whenever it is opened.</summary>
public sealed record RowsAddress
{
    /// <summary>Rows on one page.</summary>
    public const int PageSize = 50;

    private const string DayForm = "yyyy-MM-dd";

    /// <summary>The figure's name.</summary>
    public required string Name { get; init; }

    public required AnalyticsFilter Filter { get; init; }

    public KpiSlice Slice { get; init; } = new();

    /// <summary>Rows before the page.</summary>
    public int Skip { get; init; }

    /// <summary>The query of the finance page that led here, with what rows are not narrowed by, such as a comparison; null for none.</summary>
    public string? Back { get; init; }

    /// <summary>All that was charged in a period.</summary>
    /// <param name="money">Live or sandbox.</param>
    /// <param name="from">UTC.</param>
    /// <param name="to">UTC, exclusive.</param>
    public static RowsAddress OfSpend(MoneyMode money, DateTime from, DateTime to) =>
        new() { Name = "spend", Filter = new AnalyticsFilter { Money = money, From = from, To = to } };

    /// <summary>As a link.</summary>
    public string Href => "/finance/rows" + Query.Of(
        ("name", Name),
        ("money", Lower(Filter.Money)),
        ("from", Instant(Filter.From)),
        ("to", Instant(Filter.To)),
        ("pipeline", Filter.Pipeline?.ToString()),
        ("version", Filter.Version?.ToString()),
        ("centre", Filter.CostCentre),
        ("provider", Filter.Provider),
        ("model", Filter.Model),
        ("tier", Lower(Filter.Tier)),
        ("known", Filter.KnownOn?.ToString(DayForm, CultureInfo.InvariantCulture)),
        ("part", Slice.Part == KpiPart.Denominator ? "denominator" : null),
        ("sfrom", Slice.From is { } from ? Instant(from) : null),
        ("sto", Slice.To is { } to ? Instant(to) : null),
        ("spipeline", Slice.WithoutPipeline ? "none" : Slice.Pipeline?.ToString()),
        ("sversion", Slice.Version?.ToString()),
        ("kind", Lower(Slice.Kind)),
        ("class", Lower(Slice.Class)),
        ("rule", Slice.Rule),
        ("smodel", Slice.Model?.ToString()),
        ("sothers", string.Join(',', Slice.OtherThan.Select(m => Uri.EscapeDataString(m.ToString())))),
        ("back", Back),
        ("skip", Skip > 0 ? Skip.ToString(CultureInfo.InvariantCulture) : null));

    /// <summary>Reads an address.</summary>
    /// <param name="query">The query part's values by name; null for what is not there.</param>
    /// <exception cref="InvalidInputException">The figure, money or period is missing or cannot be read.</exception>
    public static RowsAddress Read(Func<string, string?> query)
    {
        var from = Time(query("from")) ?? throw Unreadable("from", "a time such as 2026-11-01T00:00:00Z");
        var to = Time(query("to")) ?? throw Unreadable("to", "a time such as 2026-12-01T00:00:00Z");
        var withoutPipeline = query("spipeline") == "none";
        return new RowsAddress
        {
            Name = query("name") is { Length: > 0 } name ? name : throw Unreadable("name", "a figure such as cost-per-output"),
            Filter = new AnalyticsFilter
            {
                Money = Choice<MoneyMode>(query("money")) ?? throw Unreadable("money", "live or sandbox"),
                From = from,
                To = to,
                Pipeline = Key<PipelineId>(query("pipeline")),
                Version = Key<PipelineVersionId>(query("version")),
                CostCentre = query("centre"),
                Provider = query("provider"),
                Model = query("model"),
                Tier = Choice<Tier>(query("tier")),
                // Told as of now instead, the rows would sum to another figure than the one that led here.
                KnownOn = query("known") is { Length: > 0 } known ? Day(known) ?? throw Unreadable("known", "a day such as 2026-11-30") : null,
            },
            Slice = new KpiSlice
            {
                Part = query("part") == "denominator" ? KpiPart.Denominator : KpiPart.Numerator,
                From = Time(query("sfrom")),
                To = Time(query("sto")),
                WithoutPipeline = withoutPipeline,
                Pipeline = withoutPipeline ? null : Key<PipelineId>(query("spipeline")),
                Version = Key<PipelineVersionId>(query("sversion")),
                Kind = Choice<CostKind>(query("kind")),
                Class = Choice<CostClass>(query("class")),
                Rule = query("rule"),
                // Left out, they would let in more than the point that led here holds.
                Model = query("smodel") is { Length: > 0 } model ? ModelOf("smodel", model) : null,
                OtherThan = query("sothers") is { Length: > 0 } others ? [.. others.Split(',').Select(m => ModelOf("sothers", Uri.UnescapeDataString(m)))] : [],
            },
            Back = query("back") is { Length: > 0 } back ? back : null,
            Skip = int.TryParse(query("skip"), CultureInfo.InvariantCulture, out var skip) ? Math.Max(0, skip) : 0,
        };
    }

    private static ProviderModel ModelOf(string field, string text) =>
        ProviderModel.Read(text) ?? throw Unreadable(field, "a model with its provider such as openai/gpt-4o, or none");

    private static InvalidInputException Unreadable(string field, string right) =>
        new(field, "It is missing in the address, or cannot be read.", $"Give {right}, or open the rows from the finance page.");

    /// <summary>A time as addresses hold it, exact to the microsecond.</summary>
    internal static string Instant(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static DateTime? Time(string? text) => DateTime.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static T? Choice<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private static T? Key<T>(string? text)
        where T : struct, IId<T> => Id.TryParse<T>(text, out var id) ? id : null;

    private static string? Lower<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static string Lower(MoneyMode value) => value.ToString().ToLowerInvariant();
}
