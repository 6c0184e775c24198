using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Pipelines;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>Times and inputs of schedules, as people read them.</summary>
internal static class ScheduleWords
{
    /// <summary>A few expressions to start from.</summary>
    public static IReadOnlyList<(string Cron, string Text)> Usual { get; } =
    [
        ("0 9 * * 1-5", "weekdays at 9:00"),
        ("0 6 * * *", "every day at 6:00"),
        ("0 8 * * 1", "Mondays at 8:00"),
        ("0 7 1 * *", "the first of the month at 7:00"),
        ("0 * * * *", "every hour"),
    ];

    /// <summary>A UTC time in the schedule's own zone, with its offset.</summary>
    public static string Local(DateTime utc, string timeZone) =>
        ScheduleClock.Local(utc, timeZone).ToString("ddd yyyy-MM-dd HH:mm (zzz)", CultureInfo.InvariantCulture);

    /// <summary>The plain values of stored inputs; files are not among them.</summary>
    public static IReadOnlyDictionary<string, string> Texts(string inputs) =>
        JsonNode.Parse(inputs)!.AsObject().Where(p => p.Value is JsonValue)
            .ToDictionary(p => p.Key, p => p.Value!.GetValueKind() == JsonValueKind.String ? p.Value.GetValue<string>() : p.Value.ToJsonString());
}
