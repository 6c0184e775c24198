using Cronos;

namespace GenOps.Core.Starts.Schedules;

/// <summary>
/// When a schedule falls due. A local time that daylight saving leaves out is taken right after the gap; one that occurs
/// twice is taken once, except by expressions with steps or stars, which count elapsed time.
/// </summary>
public static class ScheduleClock
{
    private static readonly Lazy<IReadOnlyList<string>> Zones = new(() =>
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
            .Append("UTC").Distinct().Order(StringComparer.Ordinal),
    ]);

    /// <summary>The IANA names this machine knows, UTC among them, in alphabetical order.</summary>
    public static IReadOnlyList<string> TimeZones => Zones.Value;

    /// <summary>What is wrong with them as the fields <c>cron</c> and <c>time zone</c>; empty when they can be used.</summary>
    /// <param name="cron">Five fields, as cron writes them, or a macro such as <c>@daily</c>.</param>
    /// <param name="timeZone">An IANA name.</param>
    /// <param name="now">UTC; an expression without any time after it is a problem.</param>
    public static IReadOnlyList<FieldProblem> Check(string cron, string timeZone, DateTime now)
    {
        var problems = new List<FieldProblem>();
        var expression = Parse(cron);
        var zone = ZoneOf(timeZone);
        if (expression is null)
        {
            problems.Add(new FieldProblem("cron", $"'{cron}' is no cron expression.",
                "Write five fields: minute, hour, day of month, month, day of week, such as 0 9 * * 1-5 for nine o'clock on weekdays."));
        }

        if (zone is null)
            problems.Add(new FieldProblem("time zone", $"This machine knows no time zone '{timeZone}'.", "Use an IANA name, such as Europe/Berlin or UTC."));
        if (expression is not null && zone is not null && expression.GetNextOccurrence(now, zone) is null)
            problems.Add(new FieldProblem("cron", $"'{cron}' never comes.", "Choose a day that exists: February has no 30th."));
        return problems;
    }

    /// <summary>The first time after a time, UTC; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The expression or the zone cannot be used, or not any more.</exception>
    public static DateTime? Next(string cron, string timeZone, DateTime after) => Upcoming(cron, timeZone, after, 1) is [var next] ? next : null;

    /// <summary>The first <paramref name="count"/> times after a time, UTC; fewer when there are no more.</summary>
    /// <exception cref="InvalidInputException">The expression or the zone cannot be used.</exception>
    public static IReadOnlyList<DateTime> Upcoming(string cron, string timeZone, DateTime after, int count)
    {
        if (Parse(cron) is not { } expression || ZoneOf(timeZone) is not { } zone) throw new InvalidInputException(Check(cron, timeZone, after));
        var found = new List<DateTime>();
        while (found.Count < count && expression.GetNextOccurrence(found.Count > 0 ? found[^1] : after, zone) is { } next) found.Add(next);
        return found;
    }

    /// <summary>A time and those after it, UTC, without end where there is none.</summary>
    /// <param name="cron">Five fields, as cron writes them.</param>
    /// <param name="timeZone">An IANA name.</param>
    /// <param name="from">The first, whether or not the expression still names it.</param>
    /// <exception cref="InvalidInputException">The expression or the zone cannot be used.</exception>
    public static IEnumerable<DateTime> From(string cron, string timeZone, DateTime from)
    {
        if (Parse(cron) is not { } expression || ZoneOf(timeZone) is not { } zone) throw new InvalidInputException(Check(cron, timeZone, from));
        for (DateTime? at = from; at is { } one; at = expression.GetNextOccurrence(one, zone)) yield return one;
    }

    /// <summary>A UTC time as people in the zone read it; UTC itself where this machine does not know the zone.</summary>
    public static DateTimeOffset Local(DateTime utc, string timeZone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(utc, TimeSpan.Zero), ZoneOf(timeZone) ?? TimeZoneInfo.Utc);

    /// <summary>A time on the zone's clocks as UTC; one that daylight saving leaves out is taken as long after the gap's beginning.</summary>
    public static DateTime Utc(DateTime local, string timeZone)
    {
        var zone = ZoneOf(timeZone) ?? TimeZoneInfo.Utc;
        var clock = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return DateTime.SpecifyKind(clock - zone.GetUtcOffset(zone.IsInvalidTime(clock) ? clock.AddHours(-2) : clock), DateTimeKind.Utc);
    }

    private static CronExpression? Parse(string cron) => CronExpression.TryParse(cron.Trim(), CronFormat.Standard, out var expression) ? expression : null;

    private static TimeZoneInfo? ZoneOf(string timeZone) =>
        timeZone.Trim().Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone.Trim(), out var zone) ? zone : null;
}
