using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Starts.Schedules;

namespace GenOps.Web.Words;

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

    /// <summary>A time in UTC, as shown on hover; with its start where a jitter moves it.</summary>
    public static string Utc(DateTime at, DateTime? startsAt) =>
        RelativeTimeWords.Exact(at) + (startsAt is { } start && start != at ? $", starts {start.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "");

    /// <summary>What happens to what was missed.</summary>
    public static string Of(MisfirePolicy policy, int limit) => policy switch
    {
        MisfirePolicy.One => "one run makes up for all",
        MisfirePolicy.Skip => "none is made up for",
        _ => $"each is made up for, the last {limit} at most",
    };

    /// <summary>What happens while the run before goes on.</summary>
    public static string Of(OverlapPolicy policy) => policy switch
    {
        OverlapPolicy.Allow => "start side by side",
        OverlapPolicy.Skip => "leave the new one out",
        OverlapPolicy.Queue => "let the new one wait",
        _ => "start the new one, cancel the old",
    };

    /// <summary>What became of an occurrence.</summary>
    public static string Of(OccurrenceOutcome outcome) => outcome switch
    {
        OccurrenceOutcome.Started => "started",
        OccurrenceOutcome.Failed => "did not start",
        OccurrenceOutcome.Missed => "missed",
        OccurrenceOutcome.Skipped => "left out",
        _ => "waits",
    };

    /// <summary>The plain values of stored inputs; files are not among them.</summary>
    public static IReadOnlyDictionary<string, string> Texts(string inputs) =>
        JsonNode.Parse(inputs)!.AsObject().Where(p => p.Value is JsonValue)
            .ToDictionary(p => p.Key, p => p.Value!.GetValueKind() == JsonValueKind.String ? p.Value.GetValue<string>() : p.Value.ToJsonString());
}
