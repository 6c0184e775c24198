using System.Globalization;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>One stretch of a period; the first and the last may be cut short by the period.</summary>
/// <param name="From">UTC, inclusive.</param>
/// <param name="To">UTC, exclusive.</param>
/// <param name="Label">As people of the reporting time zone name it.</param>
public sealed record TimeBucket(DateTime From, DateTime To, string Label);

/// <summary>Cuts a period into days, weeks or months of a time zone.</summary>
public static class TimeBuckets
{
    /// <summary>No figure is cut into more; a finer cut than that is refused.</summary>
    public const int Most = 400;

    /// <summary>The cut that suits a period's length: up to 45 days by day, up to half a year by week, up to ten years by month, else by year.</summary>
    public static BucketUnit Suiting(DateTime from, DateTime to) => (to - from).TotalDays switch
    {
        <= 45 => BucketUnit.Day,
        <= 184 => BucketUnit.Week,
        <= 3_653 => BucketUnit.Month,
        _ => BucketUnit.Year,
    };

    /// <summary>The buckets of a period, in order, without a gap.</summary>
    /// <param name="from">UTC.</param>
    /// <param name="to">UTC, after <paramref name="from"/>.</param>
    /// <param name="unit">How to cut.</param>
    /// <param name="calendar">Whose days and months they are.</param>
    /// <exception cref="InvalidInputException">There would be more than <see cref="Most"/>.</exception>
    public static IReadOnlyList<TimeBucket> Cut(DateTime from, DateTime to, BucketUnit unit, ReportingCalendar calendar)
    {
        var buckets = new List<TimeBucket>();
        var day = FirstDay(calendar.DayOf(from), unit);
        for (var begin = from; begin < to;)
        {
            if (buckets.Count == Most)
            {
                throw new InvalidInputException(
                    "bucket", $"The period has more than {Most} {Word(unit)}.", "Choose a shorter period, or weeks or months.");
            }

            var next = Next(day, unit);
            var end = calendar.StartOf(next);
            if (end > to) end = to;
            // A zone that skips a whole day leaves a bucket without any time in it.
            if (end > begin) buckets.Add(new TimeBucket(begin, end, Label(day, unit)));
            begin = end > begin ? end : begin;
            day = next;
        }

        return buckets;
    }

    private static DateOnly FirstDay(DateOnly day, BucketUnit unit) => unit switch
    {
        BucketUnit.Week => ReportingCalendar.WeekOf(day),
        BucketUnit.Month => ReportingCalendar.MonthOf(day),
        BucketUnit.Year => new DateOnly(day.Year, 1, 1),
        _ => day,
    };

    private static DateOnly Next(DateOnly day, BucketUnit unit) => unit switch
    {
        BucketUnit.Week => day.AddDays(7),
        BucketUnit.Month => day.AddMonths(1),
        BucketUnit.Year => day.AddYears(1),
        _ => day.AddDays(1),
    };

    private static string Label(DateOnly day, BucketUnit unit) => unit switch
    {
        BucketUnit.Month => day.ToString("MMM yyyy", CultureInfo.InvariantCulture),
        BucketUnit.Year => day.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => day.ToString("d MMM", CultureInfo.InvariantCulture),
    };

    private static string Word(BucketUnit unit) => unit switch
    {
        BucketUnit.Week => "weeks",
        BucketUnit.Month => "months",
        BucketUnit.Year => "years",
        _ => "days",
    };
}
