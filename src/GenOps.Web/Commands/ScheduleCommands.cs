using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops schedule</c>: list, show, add, change, enable, disable, pause, resume, remove.</summary>
internal static class ScheduleCommands
{
    private static readonly Argument<string> Id = new("schedule") { Description = "The schedule's id, as 'genops schedule list' shows it." };
    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "The pipeline's name." };
    private static readonly Option<string?> OfPipeline = new("--pipeline") { Description = "Name of a pipeline.", HelpName = "NAME" };
    private static readonly Option<string?> Cron = new("--cron") { Description = "Five fields, such as '0 9 * * 1-5'.", HelpName = "EXPRESSION" };
    private static readonly Option<string?> Zone = new("--zone") { Description = "IANA time zone, such as Europe/Berlin; UTC by default.", HelpName = "ZONE" };

    private static readonly Option<string[]> Input = new("--input")
    {
        Description = "An input as name=value, or name=@FILE; repeat it for more. Texts may hold {{ occurrence.date }}, .time and .utc.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<string?> Misfire = new("--misfire") { Description = "What was missed: one (one run makes up for all), skip, or all.", HelpName = "POLICY" };
    private static readonly Option<int?> MisfireLimit = new("--misfire-limit") { Description = "How many 'all' makes up for, 1 to 100.", HelpName = "NUMBER" };
    private static readonly Option<string?> Overlap = new("--overlap") { Description = "While the run before goes on: allow, skip, queue or cancelOld.", HelpName = "POLICY" };
    private static readonly Option<int?> Jitter = new("--jitter") { Description = "Start up to so many seconds later, 0 to 3600.", HelpName = "SECONDS" };
    private static readonly Option<string> Until = new("--until") { Description = "When it goes on, as 2026-12-24T06:00:00Z.", HelpName = "TIME", Required = true };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why, for whoever finds it paused.", HelpName = "TEXT", Required = true };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists schedules in the order they fall due.") { OfPipeline, Json };
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows a schedule and the next ten times it starts.") { Id, Json };
        show.SetAction((parsed, cancel) => SendAsync(parsed, (session, path) => session.GetAsync(path, cancel), cancel));
        var add = new Command("add", "Schedules a pipeline.") { Pipeline, Cron, Zone, Input, Money, Misfire, MisfireLimit, Overlap, Jitter, Json };
        add.SetAction(AddAsync);
        var change = new Command("change", "Changes what is given, and keeps the rest.") { Id, Cron, Zone, Input, Money, Misfire, MisfireLimit, Overlap, Jitter, Json };
        change.SetAction((parsed, cancel) => SendAsync(parsed, (session, path) => session.PostAsync(path, Body(parsed), cancel), cancel));
        var pause = new Command("pause", "Keeps it from starting runs until a time.") { Id, Until, Reason, Json };
        pause.SetAction((parsed, cancel) => SendAsync(
            parsed, (session, path) => session.PostAsync($"{path}/pause", new JsonObject { ["until"] = parsed.GetValue(Until), ["reason"] = parsed.GetValue(Reason) }, cancel), cancel));
        var remove = new Command("remove", "Removes it; its runs stay.") { Id, Json };
        remove.SetAction((parsed, cancel) => SendAsync(parsed, (session, path) => session.DeleteAsync(path, cancel), cancel));
        return new Command("schedule", "When pipelines start by themselves.")
        {
            list, show, add, change, pause, Act("resume", "Ends a pause before its time."),
            Act("enable", "Lets it start runs again."), Act("disable", "Keeps it from starting runs."), remove,
        };
    }

    private static Command Act(string verb, string description)
    {
        var command = new Command(verb, description) { Id, Json };
        command.SetAction((parsed, cancel) => SendAsync(parsed, (session, path) => session.PostAsync($"{path}/{verb}", [], cancel), cancel));
        return command;
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = Body(parsed);
        body["pipeline"] = parsed.GetValue(Pipeline);
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        return await PrintAsync(await session.PostAsync("/api/v1/schedules", body, cancellationToken), parsed.GetValue(Json));
    }

    private static JsonObject Body(ParseResult parsed)
    {
        var body = new JsonObject
        {
            ["cron"] = parsed.GetValue(Cron),
            ["timeZone"] = parsed.GetValue(Zone),
            ["money"] = parsed.GetValue(Money),
            ["misfire"] = parsed.GetValue(Misfire),
            ["misfireLimit"] = parsed.GetValue(MisfireLimit),
            ["overlap"] = parsed.GetValue(Overlap),
            ["jitterSeconds"] = parsed.GetValue(Jitter),
        };
        if (parsed.GetValue(Input) is { Length: > 0 } inputs) body["inputs"] = InputArguments.Read(inputs, Environment.CurrentDirectory);
        return body;
    }

    private static async Task<int> SendAsync(ParseResult parsed, Func<CommandSession, string, Task<JsonNode>> send, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        return await PrintAsync(await send(session, $"/api/v1/schedules/{Uri.EscapeDataString(parsed.GetValue(Id)!)}"), parsed.GetValue(Json));
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync(CommonOptions.Path("/api/v1/schedules", ("pipeline", parsed.GetValue(OfPipeline))), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(report);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["SCHEDULE", "PIPELINE", "CRON", "ZONE", "STATE", "NEXT (UTC)"],
            [.. report["items"]!.AsArray().Select(s => (IReadOnlyList<string>)[$"{s!["id"]}", $"{s["pipeline"]}", $"{s["cron"]}", $"{s["timeZone"]}", StateOf(s), $"{s["nextAt"]}"])]);
        return ExitCode.Done;
    }

    private static async Task<int> PrintAsync(JsonNode detail, bool json)
    {
        if (json)
        {
            await CommonOptions.PrintJsonAsync(detail);
            return ExitCode.Done;
        }

        var schedule = detail["schedule"]!;
        await Console.Out.WriteLineAsync($"Schedule {schedule["id"]}");
        await Console.Out.WriteLineAsync($"Pipeline {schedule["pipeline"]}, {schedule["money"]}");
        await Console.Out.WriteLineAsync($"When     {schedule["cron"]} ({schedule["timeZone"]})");
        await Console.Out.WriteLineAsync($"State    {StateOf(schedule)}");
        foreach (var next in detail["upcoming"]!.AsArray()) await Console.Out.WriteLineAsync($"Next     {next!["local"]}  {next["startsAt"]}");
        return ExitCode.Done;
    }

    private static string StateOf(JsonNode schedule) =>
        !(bool)schedule["enabled"]! ? "disabled" : schedule["pausedUntil"] is { } until ? $"paused until {until}" : "enabled";
}
