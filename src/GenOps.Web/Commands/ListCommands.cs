using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops pipeline list</c> and <c>limits</c>.</summary>
internal static class PipelineCommands
{
    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists pipelines with state, runs and spend.") { Money, Json };
        list.SetAction(ListAsync);
        return new Command("pipeline", "Pipelines.") { list, LimitCommands.OfPipeline() };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync(CommonOptions.Path("/api/v1/pipelines", ("money", parsed.GetValue(Money))), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(report);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["PIPELINE", "VERSION", "STATE", "RUNS", $"SPENT ({report["money"]})", "DESCRIPTION"],
            [.. report["items"]!.AsArray().Select(p => (IReadOnlyList<string>)[
                $"{p!["name"]}", $"{p["version"]}", StateOf(p), $"{p["runs"]}", CommonOptions.Dollars(p["spentNanoUsd"]), $"{p["description"]}"])]);
        return ExitCode.Done;
    }

    private static string StateOf(JsonNode pipeline) => pipeline["pause"] is not null ? "paused" : (bool)pipeline["enabled"]! ? "enabled" : "disabled";
}

/// <summary><c>genops ledger list</c>.</summary>
internal static class LedgerCommands
{
    private const int PageSize = 1000;

    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "Name of a pipeline.", HelpName = "NAME" };
    private static readonly Option<string?> Run = new("--run") { Description = "A run's id.", HelpName = "ID" };
    private static readonly Option<string?> From = new("--from") { Description = "Charged at or after, as 2026-11-01.", HelpName = "TIME" };
    private static readonly Option<string?> To = new("--to") { Description = "Charged before.", HelpName = "TIME" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists all ledger entries that match, and their sum.") { Money, Pipeline, Run, From, To, Json };
        list.SetAction(ListAsync);
        return new Command("ledger", "Money spent.") { list };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync(PathFor(parsed, parsed.GetValue(Money), null), cancellationToken);
        var items = report["items"]!.AsArray();
        for (var next = (string?)report["next"]; next is not null;)
        {
            var page = await session.GetAsync(PathFor(parsed, (string?)report["money"], next), cancellationToken);
            foreach (var item in page["items"]!.AsArray()) items.Add(item!.DeepClone());
            next = (string?)page["next"];
        }

        report["next"] = null;
        if (parsed.GetValue(Json)) await CommonOptions.PrintJsonAsync(report);
        else await PrintAsync(report, items);
        return ExitCode.Done;
    }

    private static string PathFor(ParseResult parsed, string? money, string? cursor) => CommonOptions.Path(
        "/api/v1/ledger", ("money", money), ("pipeline", parsed.GetValue(Pipeline)), ("run", parsed.GetValue(Run)),
        ("from", parsed.GetValue(From)), ("to", parsed.GetValue(To)), ("limit", $"{PageSize}"), ("cursor", cursor));

    private static async Task PrintAsync(JsonNode report, JsonArray items)
    {
        await CommonOptions.PrintTableAsync(
            ["CHARGED", "KIND", "AMOUNT", "BASIS", "PIPELINE", "STEP", "MODEL", "RUN"],
            [.. items.Select(e => (IReadOnlyList<string>)[
                $"{e!["chargedAt"]}", $"{e["kind"]}", CommonOptions.Dollars(e["amountNanoUsd"]), $"{e["basis"]}", $"{e["pipeline"]}", $"{e["step"]}",
                $"{e["model"]}", $"{e["runId"]}"])]);
        await Console.Out.WriteLineAsync($"{report["total"]} entries, {CommonOptions.Dollars(report["sumNanoUsd"])} {report["money"]}");
    }
}

/// <summary><c>genops prices list</c>.</summary>
internal static class PriceCommands
{
    private static readonly Option<string?> Provider = new("--provider") { Description = "A provider or vendor.", HelpName = "NAME" };
    private static readonly Option<string?> Model = new("--model") { Description = "A model.", HelpName = "NAME" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists the price book.") { Provider, Model, Json };
        list.SetAction(ListAsync);
        return new Command("prices", "What a unit costs.") { list };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var prices = await session.GetAsync(
            CommonOptions.Path("/api/v1/prices", ("provider", parsed.GetValue(Provider)), ("model", parsed.GetValue(Model))), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(prices);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["PROVIDER", "MODEL", "METER", "VARIANT", "USD PER UNIT", "VALID FROM", "SOURCE"],
            [.. prices.AsArray().Select(p => (IReadOnlyList<string>)[
                $"{p!["provider"]}", $"{p["model"]}", $"{p["meter"]}", $"{p["variant"]}", p["unitPriceUsd"] is { } price ? $"{price}" : "withdrawn",
                $"{p["validFrom"]}"[..10], $"{p["source"]}"])]);
        return ExitCode.Done;
    }
}
