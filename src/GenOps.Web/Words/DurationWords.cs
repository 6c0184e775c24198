using System.Globalization;

namespace GenOps.Web.Words;

/// <summary>Durations as people say them.</summary>
public static class DurationWords
{
    /// <summary>The two largest units: "0.4 s", "12.3 s", "3 min 20 s", "2 h 5 min", "4 d 1 h". Negative ones are none.</summary>
    public static string Of(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero) duration = TimeSpan.Zero;
        if (duration.TotalSeconds < 60) return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(duration.TotalSeconds * 10) / 10:0.#} s");
        if (duration.TotalMinutes < 60) return Pair((int)duration.TotalMinutes, "min", duration.Seconds, "s");
        if (duration.TotalHours < 24) return Pair((int)duration.TotalHours, "h", duration.Minutes, "min");
        return Pair((int)duration.TotalDays, "d", duration.Hours, "h");
    }

    /// <summary>From a begin to an end, or to now where there is no end yet; a dash without a begin.</summary>
    /// <param name="begin">UTC.</param>
    /// <param name="end">UTC.</param>
    /// <param name="now">UTC.</param>
    public static string Between(DateTime? begin, DateTime? end, DateTime now) => begin is { } from ? Of((end ?? now) - from) : "—";

    private static string Pair(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
