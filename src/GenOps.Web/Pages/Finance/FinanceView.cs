using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using Microsoft.AspNetCore.WebUtilities;

namespace GenOps.Web.Pages.Finance;

/// <summary>What the finance page shows, as its address says it: a link shows a colleague the same thing.</summary>
public sealed record FinanceView
{
    /// <summary>The periods offered, by their word in the address.</summary>
    public static IReadOnlyList<(string Word, string Text)> Periods { get; } =
    [
        ("7d", "Last 7 days"), ("30d", "Last 30 days"), ("90d", "Last 90 days"), ("month", "This month"),
        ("last-month", "Last month"), ("year", "Last 12 months"),
    ];

    /// <summary>What a period can be compared with, by its word in the address.</summary>
    public static IReadOnlyList<(string Word, string Text, ComparedWith With)> Comparisons { get; } =
    [
        ("before", "The period before", ComparedWith.PeriodBefore), ("last-year", "The same days of last year", ComparedWith.LastYear),
        ("plan", "Plan (budgets)", ComparedWith.Plan),
    ];

    /// <summary>Live or sandbox; null leaves it to what there is.</summary>
    public MoneyMode? Money { get; init; }

    /// <summary>A word of <see cref="Periods"/>; ignored where days are given.</summary>
    public string Period { get; init; } = "30d";

    /// <summary>First day, of the reporting time zone; null for a period by word.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, inclusive; null for a period by word.</summary>
    public DateOnly? To { get; init; }

    /// <summary>One pipeline by name; null for all.</summary>
    public string? Pipeline { get; init; }

    /// <summary>One version of the pipeline by number; null for all.</summary>
    public int? Version { get; init; }

    /// <summary>One cost centre; null for all.</summary>
    public string? CostCentre { get; init; }

    /// <summary>One provider; null for all. Restricts cost and calls only, as model and tier do.</summary>
    public string? Provider { get; init; }

    /// <summary>One model; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>One tier; null for all.</summary>
    public Tier? Tier { get; init; }

    /// <summary>As it was known at the end of this day of the reporting time zone; null for now.</summary>
    public DateOnly? KnownOn { get; init; }

    /// <summary>What its figures are compared with; null for nothing.</summary>
    public ComparedWith? Compare { get; init; }

    /// <summary>The word of <see cref="Compare"/> in the address; null for nothing.</summary>
    public string? CompareWord => Compare is { } with ? Comparisons.First(c => c.With == with).Word : null;

    /// <summary>How the period is cut; null for what suits its length.</summary>
    public BucketUnit? Bucket { get; init; }

    /// <summary>Whether anything but money and period narrows it.</summary>
    public bool IsCut => Pipeline is not null || Version is not null || CostCentre is not null || Provider is not null || Model is not null || Tier is not null;

    /// <summary>Reads the address; what cannot be read is as if it were not there.</summary>
    public static FinanceView Read(string? money, string? period, string? from, string? to, string? pipeline, string? bucket) => new()
    {
        Money = Enum.TryParse<MoneyMode>(money, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : null,
        Period = Periods.Any(p => p.Word == period) ? period! : "30d",
        From = Day(from),
        To = Day(to),
        Pipeline = Named(pipeline),
        Bucket = Enum.TryParse<BucketUnit>(bucket, ignoreCase: true, out var unit) && Enum.IsDefined(unit) ? unit : null,
    };

    /// <summary>The same cut by what the address says; what cannot be read is as if it were not there.</summary>
    public FinanceView CutBy(string? version, string? costCentre, string? provider, string? model, string? tier) => this with
    {
        // A number says nothing without its pipeline.
        Version = Pipeline is not null && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        CostCentre = Named(costCentre),
        Provider = Named(provider),
        Model = Named(model),
        Tier = Enum.TryParse<Tier>(tier, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null,
    };

    /// <summary>The same as it was known on a day; what cannot be read is as if it were not there.</summary>
    public FinanceView AsKnownOn(string? day) => this with { KnownOn = Day(day) };

    /// <summary>The same compared with what a word of <see cref="Comparisons"/> says; what cannot be read is as if it were not there.</summary>
    public FinanceView ComparedTo(string? word) => this with { Compare = Comparisons.Where(c => c.Word == word).Select(c => (ComparedWith?)c.With).FirstOrDefault() };

    /// <summary>Reads the query part of an address, as <see cref="AddressQuery"/> writes it.</summary>
    public static FinanceView Of(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? Value(string name) => values.TryGetValue(name, out var value) ? value.ToString() : null;
        return Read(Value("money"), Value("period"), Value("from"), Value("to"), Value("pipeline"), Value("bucket"))
            .CutBy(Value("version"), Value("centre"), Value("provider"), Value("model"), Value("tier"))
            .AsKnownOn(Value("known")).ComparedTo(Value("compare"));
    }

    /// <summary>The view a figure's rows belong to, with its days.</summary>
    /// <param name="filter">What the rows are narrowed by.</param>
    /// <param name="pipeline">The pipeline's name; null for all.</param>
    /// <param name="version">The version's number; null for all.</param>
    /// <param name="calendar">Whose days they are.</param>
    public static FinanceView Of(AnalyticsFilter filter, string? pipeline, int? version, ReportingCalendar calendar) => new()
    {
        Money = filter.Money,
        From = calendar.DayOf(filter.From),
        To = calendar.DayOf(filter.To.AddTicks(-1)),
        Pipeline = pipeline,
        Version = version,
        CostCentre = filter.CostCentre,
        Provider = filter.Provider,
        Model = filter.Model,
        Tier = filter.Tier,
        KnownOn = filter.KnownOn,
    };

    /// <summary>The address of this view.</summary>
    public string Href => "/finance" + AddressQuery;

    /// <summary>The query part of its address, from the question mark.</summary>
    public string AddressQuery => Query.Of(
        ("money", Money?.ToString().ToLowerInvariant()),
        ("period", From is null || To is null ? Period : null),
        ("from", To is null ? null : From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("to", From is null ? null : To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("pipeline", Pipeline),
        ("version", Version?.ToString(CultureInfo.InvariantCulture)),
        ("centre", CostCentre),
        ("provider", Provider),
        ("model", Model),
        ("tier", Tier?.ToString().ToLowerInvariant()),
        ("known", KnownOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("compare", CompareWord),
        ("bucket", Bucket?.ToString().ToLowerInvariant()));

    /// <summary>The filter it stands for.</summary>
    /// <param name="money">Which money, where the address does not say.</param>
    /// <param name="pipeline">The pipeline's key; null for all.</param>
    /// <param name="version">The version's key; null for all.</param>
    /// <param name="calendar">Whose days they are.</param>
    /// <param name="now">UTC.</param>
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public AnalyticsFilter ToFilter(MoneyMode money, PipelineId? pipeline, PipelineVersionId? version, ReportingCalendar calendar, DateTime now)
    {
        var (first, last) = Days(calendar.DayOf(now));
        if (last < first) throw new InvalidInputException("to", "The last day is before the first.", "Choose a last day after it.");
        return new AnalyticsFilter
        {
            Money = Money ?? money,
            From = calendar.StartOf(first),
            To = calendar.StartOf(last.AddDays(1)),
            Pipeline = pipeline,
            Version = version,
            CostCentre = CostCentre,
            Provider = Provider,
            Model = Model,
            Tier = Tier,
            KnownOn = KnownOn,
            Bucket = Bucket,
        };
    }

    /// <summary>First and last day, both inclusive.</summary>
    /// <param name="today">In the reporting time zone.</param>
    public (DateOnly First, DateOnly Last) Days(DateOnly today)
    {
        if (From is { } from && To is { } to) return (from, to);
        var month = ReportingCalendar.MonthOf(today);
        return Period switch
        {
            "7d" => (today.AddDays(-6), today),
            "90d" => (today.AddDays(-89), today),
            "month" => (month, today),
            "last-month" => (month.AddMonths(-1), month.AddDays(-1)),
            "year" => (month.AddMonths(-11), today),
            _ => (today.AddDays(-29), today),
        };
    }

    /// <summary>First and last day of the period it is compared with, both inclusive; null where it is compared with none.</summary>
    /// <param name="today">In the reporting time zone.</param>
    /// <exception cref="InvalidInputException">The calendar has no days so far back.</exception>
    public (DateOnly First, DateOnly Last)? ComparedDays(DateOnly today)
    {
        var (first, last) = Days(today);
        var byMonth = From is null || To is null ? Period is "month" or "last-month" or "year" : ComparisonDays.AreWholeMonths(first, last);
        return Compare switch
        {
            ComparedWith.PeriodBefore => byMonth ? ComparisonDays.MonthsBefore(first, last) : ComparisonDays.DaysBefore(first, last),
            ComparedWith.LastYear => ComparisonDays.LastYear(first, last),
            _ => null,
        };
    }

    private static string? Named(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
