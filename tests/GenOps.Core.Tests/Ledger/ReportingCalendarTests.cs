using GenOps.Core.Ledger;

namespace GenOps.Core.Tests.Ledger;

public sealed class ReportingCalendarTests
{
    [Theory]
    // Clocks go forward on 29 March 2026 and back on 25 October: days of 23 and 25 hours.
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("America/New_York", "2026-11-02T03:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    // Cairo puts its clocks forward at midnight: the 24th of April 2026 begins at one.
    [InlineData("Africa/Cairo", "2026-04-24T08:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    // Havana puts them back from one to midnight: the day begins at the earlier of the two.
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z")]
    public void DayAround_OverAChangeOfTheClock_IsTheLocalDay(string zone, string at, string from, string to) =>
        Assert.Equal((Utc(from), Utc(to)), ReportingCalendar.From(zone).DayAround(Utc(at)));

    [Fact]
    public void WeekAround_AnyDay_GoesFromMondayToMonday() =>
        Assert.Equal(
            (Utc("2026-03-22T23:00:00Z"), Utc("2026-03-29T22:00:00Z")),
            ReportingCalendar.From("Europe/Berlin").WeekAround(Utc("2026-03-29T21:59:00Z")));

    [Fact]
    public void MonthAround_LastHourOfTheMonthThere_BelongsToTheMonthThere() =>
        Assert.Equal(
            (Utc("2026-10-31T23:00:00Z"), Utc("2026-11-30T23:00:00Z")),
            ReportingCalendar.From("Europe/Berlin").MonthAround(Utc("2026-10-31T23:30:00Z")));

    [Fact]
    public void From_UnknownZone_SaysWhatIsRight()
    {
        var error = Assert.Throws<InvalidInputException>(() => ReportingCalendar.From("Europe/Atlantis"));

        Assert.Contains("Europe/Berlin", error.Message);
    }

    private static DateTime Utc(string text) => DateTime.Parse(text).ToUniversalTime();
}
