using System.Globalization;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>One month of one money, as the comparisons read it.</summary>
internal sealed class MonthUnderCheck
{
    private readonly ReportingCalendar _calendar;

    /// <param name="db">Within a snapshot.</param>
    /// <param name="money">Which money.</param>
    /// <param name="first">The month's first day.</param>
    /// <param name="sums">The sums of that snapshot.</param>
    /// <param name="names">How pipelines and versions are called.</param>
    /// <param name="calendar">Whose days they are.</param>
    public MonthUnderCheck(GenOpsDbContext db, MoneyMode money, DateOnly first, RollupReading sums, KpiNames names, ReportingCalendar calendar)
    {
        (Db, Money, First, Sums, Names, _calendar) = (db, money, first, sums, names, calendar);
        var filter = new AnalyticsFilter { Money = money, From = calendar.StartOf(first), To = calendar.StartOf(first.AddMonths(1)) };
        // Nothing stated: what an output is worth has no sums to compare.
        Scope = new MeasureScope(
            db, filter, new KpiSlice(), TimeBuckets.Cut(filter.From, filter.To, BucketUnit.Day, calendar), StatedFigures.None(calendar), calendar)
        {
            Rollups = sums,
            OfRunsOnly = true,
        };
    }

    public GenOpsDbContext Db { get; }

    public MoneyMode Money { get; }

    /// <summary>Its first day.</summary>
    public DateOnly First { get; }

    public RollupReading Sums { get; }

    public KpiNames Names { get; }

    /// <summary>Its rows and sums by day, of what belongs to runs.</summary>
    public MeasureScope Scope { get; }

    /// <summary>Its begin, UTC.</summary>
    public DateTime From => Scope.Filter.From;

    /// <summary>Its end, UTC, exclusive.</summary>
    public DateTime To => Scope.Filter.To;

    /// <summary>What was found.</summary>
    public Differences Differences { get; } = new();

    /// <summary>The day of a cell.</summary>
    public DateOnly DayOf(CellKey key) => _calendar.DayOf(Scope.Buckets[key.Segment].From);

    /// <summary>A day as sentences begin with it.</summary>
    public static string Words(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>An amount in its unit, exact.</summary>
    public static string Words(decimal amount, KpiUnit unit) => unit switch
    {
        KpiUnit.NanoUsd => Exactly.Usd(amount),
        KpiUnit.Seconds => Exactly.Number(amount) + " s",
        _ => Exactly.Number(amount),
    };
}
