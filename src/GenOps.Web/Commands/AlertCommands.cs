using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops alert</c>: list, acknowledge, mute, unmute.</summary>
internal static class AlertCommands
{
    private static readonly Argument<string> Id = new("alert") { Description = "The alert's id, as 'genops alert list' shows it." };
    private static readonly Option<bool> All = new("--all") { Description = "Also those that are over." };
    private static readonly Option<string> Until = new("--until") { Description = "As 2026-12-24T06:00:00Z, within the next 30 days.", HelpName = "TIME", Required = true };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for whoever wonders why nobody was called.", HelpName = "TEXT", Required = true };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists open alerts.") { All, Json };
        list.SetAction(ListAsync);
        var mute = new Command("mute", "Keeps this trouble quiet for a time.") { Id, Until, Reason, Json };
        mute.SetAction((parsed, cancel) => ActAsync(parsed, "mute", new JsonObject { ["until"] = parsed.GetValue(Until), ["reason"] = parsed.GetValue(Reason) }, cancel));
        return new Command("alert", "Troubles that people should know of.")
        {
            list, Act("acknowledge", "Says that you see to it."), mute, Act("unmute", "Ends a mute before its time."),
        };
    }

    private static Command Act(string verb, string description)
    {
        var command = new Command(verb, description) { Id, Json };
        command.SetAction((parsed, cancel) => ActAsync(parsed, verb, [], cancel));
        return command;
    }

    private static async Task<int> ActAsync(ParseResult parsed, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var alert = await session.PostAsync($"/api/v1/alerts/{Uri.EscapeDataString(parsed.GetValue(Id)!)}/{verb}", body, cancellationToken);
        if (parsed.GetValue(Json)) await CommonOptions.PrintJsonAsync(alert);
        else await Console.Out.WriteLineAsync($"{alert["title"]}: {StateOf(alert)}");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync(CommonOptions.Path("/api/v1/alerts", ("state", parsed.GetValue(All) ? "all" : null)), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(report);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["ALERT", "KIND", "STATE", "COUNT", "RAISED", "TITLE"],
            [.. report["items"]!.AsArray().Select(a => (IReadOnlyList<string>)[
                $"{a!["id"]}", $"{a["kind"]}", StateOf(a), $"{a["count"]}", $"{a["raisedAt"]}", $"{a["title"]}"])]);
        return ExitCode.Done;
    }

    private static string StateOf(JsonNode alert) =>
        alert["resolvedAt"] is not null ? "resolved" : alert["mutedUntil"] is { } until ? $"muted until {until}"
        : (string)alert["acknowledgedBy"]! is { Length: > 0 } by ? $"{by} sees to it" : "open";
}
