using System.Globalization;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;

namespace GenOps.Core.Tests.Analytics;

public sealed class TimeBucketsTests
{
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");

    // 29 March 2026 has 23 hours in Berlin, 25 October 25.
    [Theory]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    public void Cut_DayOfAClockChange_IsOneBucket(string from, string to)
    {
        var bucket = Assert.Single(TimeBuckets.Cut(Utc(from), Utc(to), BucketUnit.Day, Berlin));

        Assert.Equal((Utc(from), Utc(to)), (bucket.From, bucket.To));
    }

    [Theory]
    [InlineData(BucketUnit.Day, "31 Mar,1 Apr,2 Apr")]
    [InlineData(BucketUnit.Week, "30 Mar")]
    [InlineData(BucketUnit.Month, "Mar 2026,Apr 2026")]
    [InlineData(BucketUnit.Year, "2026")]
    public void Cut_PeriodWithinUnits_IsWithoutGapAndEndsWithIt(BucketUnit unit, string labels)
    {
        var (from, to) = (Utc("2026-03-31T10:00:00Z"), Utc("2026-04-02T10:00:00Z"));

        var buckets = TimeBuckets.Cut(from, to, unit, Berlin);

        Assert.Equal(labels, string.Join(',', buckets.Select(b => b.Label)));
        Assert.Equal(from, buckets[0].From);
        Assert.Equal(to, buckets[^1].To);
        Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void Cut_MoreDaysThanShown_AsksForWeeksOrMonths()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => TimeBuckets.Cut(Utc("2020-01-01T00:00:00Z"), Utc("2026-01-01T00:00:00Z"), BucketUnit.Day, Berlin));

        Assert.Contains("more than 400 days", error.Message, StringComparison.Ordinal);
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
