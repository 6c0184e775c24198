using System.Globalization;

namespace GenOps.Web.Words;

/// <summary>Times as people say them.</summary>
public static class RelativeTimeWords
{
    /// <summary>How long ago, or in how long: "just now", "5 min ago", "in 3 h", "12 days ago"; a date from 60 days on.</summary>
    /// <param name="at">UTC.</param>
    /// <param name="now">UTC.</param>
    public static string Of(DateTime at, DateTime now)
    {
        var ahead = at > now;
        var span = ahead ? at - now : now - at;
        if (span < TimeSpan.FromSeconds(10)) return ahead ? "in a moment" : "just now";
        if (InOneUnit(span) is not { } words) return Day(at);
        return ahead ? "in " + words : words + " ago";
    }

    /// <summary>How long something has gone on: "just begun", "5 min so far"; since which day from 60 days on.</summary>
    /// <param name="at">When it began, UTC; not ahead.</param>
    /// <param name="now">UTC.</param>
    public static string SoFar(DateTime at, DateTime now)
    {
        var span = now - at;
        if (span < TimeSpan.FromSeconds(10)) return "just begun";
        return InOneUnit(span) is { } words ? words + " so far" : "since " + Day(at);
    }

    /// <summary>A length of time with two units at most: "0.8 s", "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h".</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 100 } => $"{(int)span.TotalMilliseconds} ms",
        { TotalSeconds: < 10 } => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => Pair(span.Minutes, "min", span.Seconds, "s"),
        { TotalHours: < 48 } => Pair((int)span.TotalHours, "h", span.Minutes, "min"),
        _ => Pair((int)span.TotalDays, "d", span.Hours, "h"),
    };

    /// <summary>The exact moment, as shown on hover.</summary>
    public static string Exact(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static string? InOneUnit(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        { TotalDays: < 60 } => $"{(int)span.TotalDays} days",
        _ => null,
    };

    private static string Day(DateTime at) => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Pair(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
