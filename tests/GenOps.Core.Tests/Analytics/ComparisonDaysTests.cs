using GenOps.Core.Analytics;
using GenOps.Core.Ledger;

namespace GenOps.Core.Tests.Analytics;

public sealed class ComparisonDaysTests
{
    private static readonly ReportingCalendar Berlin = ReportingCalendar.From("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-10", "2026-11-16", "2026-11-03", "2026-11-09")]
    [InlineData("2026-03-01", "2026-03-01", "2026-02-28", "2026-02-28")]
    [InlineData("2028-03-01", "2028-03-05", "2028-02-25", "2028-02-29")]
    [InlineData("2026-11-01", "2026-11-30", "2026-10-02", "2026-10-31")]
    public void DaysBefore_Days_AreAsManyRightBefore(string first, string last, string from, string to) =>
        Assert.Equal(Days(from, to), ComparisonDays.DaysBefore(Day(first), Day(last)));

    [Theory]
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28")]
    [InlineData("2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31")]
    [InlineData("2028-03-01", "2028-03-31", "2028-02-01", "2028-02-29")]
    [InlineData("2028-02-01", "2028-02-29", "2028-01-01", "2028-01-31")]
    [InlineData("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31")]
    [InlineData("2026-04-01", "2026-06-30", "2026-01-01", "2026-03-31")]
    [InlineData("2025-12-01", "2026-11-30", "2024-12-01", "2025-11-30")]
    public void MonthsBefore_WholeMonths_AreAsManyWholeMonths(string first, string last, string from, string to)
    {
        Assert.True(ComparisonDays.AreWholeMonths(Day(first), Day(last)));
        Assert.Equal(Days(from, to), ComparisonDays.MonthsBefore(Day(first), Day(last)));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-16", "2026-10-01", "2026-10-16")]
    [InlineData("2026-03-01", "2026-03-30", "2026-02-01", "2026-02-28")]
    [InlineData("2028-03-01", "2028-03-30", "2028-02-01", "2028-02-29")]
    [InlineData("2028-02-01", "2028-02-28", "2028-01-01", "2028-01-28")]
    [InlineData("2025-12-01", "2026-11-16", "2024-12-01", "2025-11-16")]
    public void MonthsBefore_MonthsUpToADay_AreTheSameMonthsUpToThatDay(string first, string last, string from, string to)
    {
        Assert.False(ComparisonDays.AreWholeMonths(Day(first), Day(last)));
        Assert.Equal(Days(from, to), ComparisonDays.MonthsBefore(Day(first), Day(last)));
    }

    [Theory]
    [InlineData("2026-11-01", "2026-11-16", "2025-11-01", "2025-11-16")]
    [InlineData("2028-02-29", "2028-02-29", "2027-02-28", "2027-02-28")]
    [InlineData("2028-02-01", "2028-02-29", "2027-02-01", "2027-02-28")]
    [InlineData("2029-02-01", "2029-02-28", "2028-02-01", "2028-02-28")]
    public void LastYear_Days_AreTheSameOfTheCalendar(string first, string last, string from, string to) =>
        Assert.Equal(Days(from, to), ComparisonDays.LastYear(Day(first), Day(last)));

    // Over any days of eight years, with two leap years in them.
    [Fact]
    public void DaysBefore_AnyDays_AreAsManyAndEndTheDayBefore()
    {
        foreach (var (first, last) in AnyDays(new Random(7)))
        {
            var (from, to) = ComparisonDays.DaysBefore(first, last);

            Assert.Equal((first.AddDays(-1), last.DayNumber - first.DayNumber), (to, to.DayNumber - from.DayNumber));
        }
    }

    [Fact]
    public void MonthsBefore_AnyDays_AreAsManyMonthsAndReachNoFurtherThanThese()
    {
        foreach (var (first, last) in AnyDays(new Random(8)).Select(d => (ReportingCalendar.MonthOf(d.First), d.Last)))
        {
            var (from, to) = ComparisonDays.MonthsBefore(first, last);

            Assert.Equal(1, from.Day);
            Assert.Equal((last.Year - first.Year) * 12 + last.Month - first.Month, (to.Year - from.Year) * 12 + to.Month - from.Month);
            Assert.Equal(ReportingCalendar.MonthOf(to).AddMonths(1), first);
            var whole = last.AddDays(1).Day == 1;
            Assert.True(whole ? to == first.AddDays(-1) : to.Day == last.Day || (to.Day < last.Day && to == first.AddDays(-1)), $"{first} to {last}: {from} to {to}");
        }
    }

    [Theory]
    [InlineData("0001-01-01", "0001-01-01")]
    [InlineData("0001-01-01", "0001-01-31")]
    [InlineData("0001-03-01", "0001-12-31")]
    public void Any_DaysTheCalendarDoesNotHave_AreRefused(string first, string last)
    {
        Assert.Throws<InvalidInputException>(() => ComparisonDays.DaysBefore(Day(first), Day(last)));
        Assert.Throws<InvalidInputException>(() => ComparisonDays.MonthsBefore(Day(first), Day(last)));
        Assert.Throws<InvalidInputException>(() => ComparisonDays.LastYear(Day(first), Day(last)));
    }

    // Clocks are put back on 25 October: the seven days from it have 169 hours, those before 168.
    [Fact]
    public void Ask_OverAChangeOfClocks_IsOfWholeDaysAndCutAlike()
    {
        var filter = new AnalyticsFilter
        {
            Money = MoneyMode.Live,
            From = Berlin.StartOf(Day("2026-10-25")),
            To = Berlin.StartOf(Day("2026-11-01")),
            Model = "gpt-4o",
            KnownOn = Day("2026-11-03"),
        };

        var other = ComparisonDays.Ask(filter, ComparisonDays.DaysBefore(Day("2026-10-25"), Day("2026-10-31")), Berlin);

        Assert.Equal((169, 168), ((filter.To - filter.From).TotalHours, (other.To - other.From).TotalHours));
        Assert.Equal(filter.From, other.To);
        Assert.Equal(filter with { From = other.From, To = other.To, Bucket = BucketUnit.Day }, other);
    }

    // 46 days suit weeks; the 45 before would suit days.
    [Fact]
    public void Ask_OfALengthThatSuitsAnotherCut_IsCutAsThePeriodIs()
    {
        var filter = new AnalyticsFilter { Money = MoneyMode.Live, From = Berlin.StartOf(Day("2026-06-01")), To = Berlin.StartOf(Day("2026-07-17")) };

        var other = ComparisonDays.Ask(filter, (Day("2026-04-17"), Day("2026-05-31")), Berlin);

        Assert.Equal(BucketUnit.Week, other.Bucket);
    }

    private static IEnumerable<(DateOnly First, DateOnly Last)> AnyDays(Random random) => Enumerable.Range(0, 5_000)
        .Select(_ => new DateOnly(2023, 1, 1).AddDays(random.Next(8 * 365))).Select(first => (first, first.AddDays(random.Next(400))));

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

    private static (DateOnly First, DateOnly Last) Days(string first, string last) => (Day(first), Day(last));
}
