using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>The calendar days a period is compared with. They are counted, never hours: a day of 23 or 25 hours is one day.</summary>
public static class ComparisonDays
{
    /// <summary>As many days right before the first.</summary>
    /// <param name="first">The period's first day.</param>
    /// <param name="last">Its last day, not before the first.</param>
    /// <exception cref="InvalidInputException">The calendar has no such days.</exception>
    public static (DateOnly First, DateOnly Last) DaysBefore(DateOnly first, DateOnly last)
    {
        var days = last.DayNumber - first.DayNumber + 1;
        return first.DayNumber >= days ? (first.AddDays(-days), first.AddDays(-1)) : throw TooEarly();
    }

    /// <summary>
    /// As many calendar months before the first: whole ones where the last is whole, else up to the same day, or to the month's last day where
    /// it is shorter.
    /// </summary>
    /// <param name="first">The first day of a month.</param>
    /// <param name="last">The period's last day, not before the first.</param>
    /// <exception cref="InvalidInputException">The calendar has no such days.</exception>
    public static (DateOnly First, DateOnly Last) MonthsBefore(DateOnly first, DateOnly last)
    {
        var months = MonthNumber(last) - MonthNumber(first) + 1;
        if (MonthNumber(first) - MonthNumber(DateOnly.MinValue) < months) throw TooEarly();
        var end = last.AddMonths(-months);
        return (first.AddMonths(-months), EndOfMonth(last) == last ? EndOfMonth(end) : end);
    }

    /// <summary>Whether days are calendar months from the first day to the last.</summary>
    public static bool AreWholeMonths(DateOnly first, DateOnly last) => first.Day == 1 && EndOfMonth(last) == last;

    /// <summary>The same calendar days of the year before; of a 29 February, the 28th.</summary>
    /// <param name="first">The period's first day.</param>
    /// <param name="last">Its last day.</param>
    /// <exception cref="InvalidInputException">The calendar has no such days.</exception>
    public static (DateOnly First, DateOnly Last) LastYear(DateOnly first, DateOnly last) =>
        first.Year > DateOnly.MinValue.Year ? (first.AddYears(-1), last.AddYears(-1)) : throw TooEarly();

    /// <summary>The same question about other days, cut into the same unit of time.</summary>
    /// <param name="filter">The question about the period itself.</param>
    /// <param name="days">First and last day, both inclusive.</param>
    /// <param name="calendar">Whose days they are.</param>
    public static AnalyticsFilter Ask(AnalyticsFilter filter, (DateOnly First, DateOnly Last) days, ReportingCalendar calendar) => filter with
    {
        From = calendar.StartOf(days.First),
        To = calendar.StartOf(days.Last.AddDays(1)),
        Bucket = filter.Bucket ?? TimeBuckets.Suiting(filter.From, filter.To),
    };

    private static int MonthNumber(DateOnly day) => (day.Year * 12) + day.Month;

    private static DateOnly EndOfMonth(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static InvalidInputException TooEarly() =>
        new("compare", "The calendar has no days so far back.", "Choose later days, or compare with nothing.");
}
