namespace GenOps.Core.Ledger;

/// <summary>The days, weeks and months of reports: those of one configured time zone, as stretches of UTC.</summary>
public sealed class ReportingCalendar(TimeZoneInfo zone)
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "GenOps:ReportingTimeZone";

    /// <summary>The configured time zone.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Reads the setting.</summary>
    /// <param name="zoneName">An IANA name as <c>Europe/Berlin</c>; null or empty for UTC.</param>
    /// <exception cref="InvalidInputException">There is no such zone.</exception>
    public static ReportingCalendar From(string? zoneName)
    {
        if (string.IsNullOrWhiteSpace(zoneName)) return new ReportingCalendar(TimeZoneInfo.Utc);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zoneName.Trim(), out var zone)
            ? new ReportingCalendar(zone)
            : throw new InvalidInputException(Setting, $"This machine knows no time zone {zoneName}.", "Give an IANA name such as Europe/Berlin or UTC.");
    }

    /// <summary>The calendar day a time falls on.</summary>
    /// <param name="utc">UTC.</param>
    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone));

    /// <summary>The first day of the week, a Monday.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The first day of the month.</summary>
    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>
    /// The first instant of a day, UTC. Where clocks are put forward over midnight it is the first instant that exists,
    /// where they are put back over it the earlier of the two.
    /// </summary>
    public DateTime StartOf(DateOnly day) => ToUtc(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>
    /// The instant at which the zone's clocks show a time, UTC: the next that exists where they skip it, the earlier of the
    /// two where they show it twice.
    /// </summary>
    public DateTime ToUtc(DateTime shown)
    {
        var local = DateTime.SpecifyKind(shown, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    /// <summary>The day a time falls into, UTC, its end exclusive.</summary>
    public (DateTime From, DateTime To) DayAround(DateTime utc) => Between(DayOf(utc), day => day.AddDays(1));

    /// <summary>The week, Monday to Sunday, a time falls into, UTC, its end exclusive.</summary>
    public (DateTime From, DateTime To) WeekAround(DateTime utc) => Between(WeekOf(DayOf(utc)), day => day.AddDays(7));

    /// <summary>The month a time falls into, UTC, its end exclusive.</summary>
    public (DateTime From, DateTime To) MonthAround(DateTime utc) => Between(MonthOf(DayOf(utc)), day => day.AddMonths(1));

    private (DateTime From, DateTime To) Between(DateOnly first, Func<DateOnly, DateOnly> next) => (StartOf(first), StartOf(next(first)));
}
