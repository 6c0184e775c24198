using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops reroute …</c>.</summary>
internal static class RerouteCommands
{
    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "Calls of this pipeline.", HelpName = "NAME" };
    private static readonly Option<string?> Step = new("--step") { Description = "Of this step of the pipeline only.", HelpName = "STEP" };
    private static readonly Option<string?> Tier = new("--tier") { Description = "Calls of this tier: small, standard, frontier or image.", HelpName = "TIER" };
    private static readonly Option<string?> From = new("--from") { Description = "Calls that would go to this provider.", HelpName = "PROVIDER" };
    private static readonly Option<string> To = new("--to") { Description = "The provider they go to.", HelpName = "PROVIDER", Required = true };
    private static readonly Option<string?> Model = new("--model") { Description = "Its model; without it the one with which it serves each tier.", HelpName = "MODEL" };
    private static readonly Option<bool> NewRuns = new("--new-runs-only") { Description = "Leave runs under way alone." };
    private static readonly Option<string?> Until = new("--until") { Description = "When it ends by itself, as 2026-11-01T08:30:00Z; without it, never.", HelpName = "TIME" };
    private static readonly Option<string?> Reason = new("--reason") { Description = "For whoever wonders why calls go there.", HelpName = "TEXT" };
    private static readonly Option<bool> Preview = new("--preview") { Description = "Only tell what it would touch and cost." };
    private static readonly Option<bool> Json = CommonOptions.Json();
    private static readonly Argument<string> Reroute = new("reroute") { Description = "The reroute's id, as 'genops reroute list' shows it." };

    public static Command Create()
    {
        var list = new Command("list", "Lists reroutes, those in force first.") { Json };
        list.SetAction(ListAsync);
        var add = new Command("add", "Leads calls to another provider or model, from the next call on.")
        {
            Pipeline, Step, Tier, From, To, Model, NewRuns, Until, Reason, Preview, Json,
        };
        add.SetAction(AddAsync);
        var takeBack = new Command("takeback", "Ends a reroute, from the next call on.") { Reroute, Reason };
        takeBack.SetAction(TakeBackAsync);
        return new Command("reroute", "Leads calls elsewhere.") { list, add, takeBack };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var reroutes = await session.GetAsync("/api/v1/reroutes", cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(reroutes);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["REROUTE", "STATE", "WHAT", "TO", "BY", "WHY"],
            [.. reroutes["items"]!.AsArray().Select(r => (IReadOnlyList<string>)[
                $"{r!["id"]}", (bool)r["inForce"]! ? "in force" : "over", What(r), $"{r["toProvider"]}{(r["toModel"] is { } model ? $"/{model}" : "")}", $"{r["by"]}", $"{r["reason"]}"])]);
        return ExitCode.Done;
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var preview = parsed.GetValue(Preview);
        var body = new JsonObject
        {
            ["pipeline"] = parsed.GetValue(Pipeline),
            ["step"] = parsed.GetValue(Step),
            ["tier"] = parsed.GetValue(Tier),
            ["fromProvider"] = parsed.GetValue(From),
            ["toProvider"] = parsed.GetValue(To),
            ["toModel"] = parsed.GetValue(Model),
            ["runsUnderWay"] = !parsed.GetValue(NewRuns),
            ["until"] = parsed.GetValue(Until),
            ["reason"] = parsed.GetValue(Reason),
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var answer = await session.PostAsync(preview ? "/api/v1/reroutes/preview" : "/api/v1/reroutes", body, cancellationToken);
        if (parsed.GetValue(Json)) await CommonOptions.PrintJsonAsync(answer);
        else if (preview) await PrintForecastAsync(answer);
        else await Console.Out.WriteLineAsync($"{answer["id"]}");
        return ExitCode.Done;
    }

    private static async Task<int> TakeBackAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync(
            $"/api/v1/reroutes/{Uri.EscapeDataString(parsed.GetValue(Reroute)!)}/takeback", new JsonObject { ["reason"] = parsed.GetValue(Reason) }, cancellationToken);
        await Console.Out.WriteLineAsync("Taken back.");
        return ExitCode.Done;
    }

    private static async Task PrintForecastAsync(JsonNode forecast)
    {
        await CommonOptions.PrintTableAsync(
            ["PIPELINE", "STEP", "FROM", "TO", "PENDING", "BEFORE", "AFTER", ""],
            [.. forecast["lines"]!.AsArray().Select(l => (IReadOnlyList<string>)[
                $"{l!["pipeline"]}", $"{l["step"]}", $"{l["from"]}", $"{l["to"]}", $"{l["pending"]}", Known(l["beforeNanoUsd"]), Known(l["afterNanoUsd"]), $"{l["unknown"]}"])]);
        await Console.Out.WriteLineAsync(
            $"{forecast["pendingSteps"]} pending steps, change {Known(forecast["pendingChangeNanoUsd"])}; {Known(forecast["changePerRunNanoUsd"])} a run from now on");
    }

    private static string Known(JsonNode? nanos) => nanos is null ? "not known" : CommonOptions.Dollars(nanos);

    private static string What(JsonNode reroute) => string.Join(
        ", ",
        new[]
        {
            (string?)reroute["pipeline"], (string?)reroute["step"], reroute["tier"] is { } tier ? $"{tier} tier" : null,
            reroute["fromProvider"] is { } from ? $"from {from}" : null,
        }.Where(part => part is not null));
}
