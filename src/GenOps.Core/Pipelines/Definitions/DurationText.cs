using System.Globalization;
using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Lengths of time as definitions write them, and as people read them.</summary>
public static partial class DurationText
{
    private static readonly (string Letter, string Word, TimeSpan Length)[] Units =
    [
        ("d", "day", TimeSpan.FromDays(1)),
        ("h", "hour", TimeSpan.FromHours(1)),
        ("m", "minute", TimeSpan.FromMinutes(1)),
        ("s", "second", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>The length of a text such as <c>30s</c>, <c>10m</c>, <c>2h</c> or <c>1d</c>; null when it is none.</summary>
    public static TimeSpan? Parse(string text) =>
        Form().Match(text) is { Success: true } match
            ? Units.Single(u => u.Letter == match.Groups[2].Value).Length * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>In the largest unit that fits without a rest: "10 minutes", "1 day".</summary>
    public static string Words(TimeSpan duration)
    {
        var unit = Units.First(u => duration.Ticks % u.Length.Ticks == 0 || u.Letter == "s");
        var count = (long)(duration / unit.Length);
        return $"{count} {unit.Word}{(count == 1 ? "" : "s")}";
    }

    [GeneratedRegex(@"\A([0-9]{1,7})(s|m|h|d)\z")]
    private static partial Regex Form();
}
