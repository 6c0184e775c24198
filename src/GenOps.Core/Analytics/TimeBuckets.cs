using System.Globalization;

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

    /// <summary>The cut that suits a period's length: up to 45 days by day, up to half a year by week, else by month.</summary>
    public static BucketUnit Suiting(DateTime from, DateTime to) => (to - from).TotalDays switch
    {
        <= 45 => BucketUnit.Day,
        <= 184 => BucketUnit.Week,
        _ => BucketUnit.Month,
    };

    /// <summary>The buckets of a period, in order, without a gap.</summary>
    /// <param name="from">UTC.</param>
    /// <param name="to">UTC, after <paramref name="from"/>.</param>
    /// <param name="unit">How to cut.</param>
    /// <param name="zone">Whose days and months they are.</param>
    /// <exception cref="InvalidInputException">There would be more than <see cref="Most"/>.</exception>
    public static IReadOnlyList<TimeBucket> Cut(DateTime from, DateTime to, BucketUnit unit, TimeZoneInfo zone)
    {
        var buckets = new List<TimeBucket>();
        var day = StartOf(TimeZoneInfo.ConvertTimeFromUtc(from, zone).Date, unit);
        for (var begin = from; begin < to;)
        {
            if (buckets.Count == Most)
            {
                throw new InvalidInputException(
                    "bucket", $"The period has more than {Most} {Word(unit)}.", "Choose a shorter period, or weeks or months.");
            }

            var next = Next(day, unit);
            var end = Utc(next, zone);
            if (end > to) end = to;
            // A zone that skips a whole day leaves a bucket without any time in it.
            if (end > begin) buckets.Add(new TimeBucket(begin, end, Label(day, unit)));
            begin = end > begin ? end : begin;
            day = next;
        }

        return buckets;
    }

    private static DateTime StartOf(DateTime day, BucketUnit unit) => unit switch
    {
        BucketUnit.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        BucketUnit.Month => new DateTime(day.Year, day.Month, 1),
        _ => day,
    };

    private static DateTime Next(DateTime day, BucketUnit unit) => unit switch
    {
        BucketUnit.Week => day.AddDays(7),
        BucketUnit.Month => day.AddMonths(1),
        _ => day.AddDays(1),
    };

    /// <summary>The instant a local day begins; where the clock is put forward over midnight, the first instant that exists.</summary>
    private static DateTime Utc(DateTime localMidnight, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(localMidnight)) localMidnight = localMidnight.AddMinutes(15);
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(localMidnight, DateTimeKind.Unspecified), zone);
    }

    private static string Label(DateTime day, BucketUnit unit) => unit switch
    {
        BucketUnit.Month => day.ToString("MMM yyyy", CultureInfo.InvariantCulture),
        _ => day.ToString("d MMM", CultureInfo.InvariantCulture),
    };

    private static string Word(BucketUnit unit) => unit switch
    {
        BucketUnit.Week => "weeks",
        BucketUnit.Month => "months",
        _ => "days",
    };
}
