using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops backfill</c>: start, list, show, change, cancel.</summary>
internal static class BackfillCommands
{
    private static readonly Argument<string> Id = new("backfill") { Description = "The backfill's id, as 'genops backfill list' shows it." };
    private static readonly Option<string?> Schedule = new("--schedule") { Description = "A schedule's id: goes over its occurrences from --from to --to.", HelpName = "ID" };
    private static readonly Option<string?> From = new("--from") { Description = "The range begins here, as 2026-11-01.", HelpName = "TIME" };
    private static readonly Option<string?> To = new("--to") { Description = "The range ends before here.", HelpName = "TIME" };
    private static readonly Option<bool> Again = new("--again") { Description = "Also occurrences that have started a run already." };
    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "A pipeline's name: goes over --lines, --csv or --file.", HelpName = "NAME" };
    private static readonly Option<string?> For = new("--for") { Description = "The input that takes each line or file.", HelpName = "INPUT" };
    private static readonly Option<string?> Lines = new("--lines") { Description = "A file with one input a line.", HelpName = "FILE" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "A CSV file whose first row names inputs.", HelpName = "FILE" };
    private static readonly Option<string[]> Files = new("--file") { Description = "A file of its own for each run; repeat it for more.", HelpName = "FILE", DefaultValueFactory = _ => [] };

    private static readonly Option<string[]> Input = new("--input")
    {
        Description = "An input that all runs share, as name=value or name=@FILE.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<int?> Concurrency = new("--concurrency") { Description = "Runs at a time, 1 to 100; 4 by default.", HelpName = "NUMBER" };
    private static readonly Option<decimal?> Cap = new("--cap") { Description = "Dollars after which nothing further starts.", HelpName = "USD" };
    private static readonly Option<bool> Runs = new("--runs") { Description = "Also cancel its runs under way." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why.", HelpName = "TEXT" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var start = new Command("start", "Starts many runs over a schedule's range or a list of inputs.")
        {
            Schedule, From, To, Again, Pipeline, For, Lines, Csv, Files, Input, Money, Concurrency, Cap, Json,
        };
        start.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync("/api/v1/backfills", Body(parsed), cancel), cancel));
        var list = new Command("list", "Lists backfills, newest first.") { Json };
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows how far a backfill is.") { Id, Json };
        show.SetAction((parsed, cancel) => SendAsync(parsed, session => session.GetAsync(Path(parsed), cancel), cancel));
        var change = new Command("change", "Changes its concurrency and cap; without --cap it has none.") { Id, Concurrency, Cap, Json };
        change.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync(
            $"{Path(parsed)}/change", new JsonObject { ["concurrency"] = parsed.GetValue(Concurrency), ["capUsd"] = parsed.GetValue(Cap) }, cancel), cancel));
        var end = new Command("cancel", "Ends it; what has not started never will.") { Id, Runs, Reason, Json };
        end.SetAction((parsed, cancel) => SendAsync(parsed, session => session.PostAsync(
            $"{Path(parsed)}/cancel", new JsonObject { ["runs"] = parsed.GetValue(Runs), ["reason"] = parsed.GetValue(Reason) }, cancel), cancel));
        return new Command("backfill", "Many runs over a range or a list.") { start, list, show, change, end };
    }

    private static JsonObject Body(ParseResult parsed) => new()
    {
        ["schedule"] = parsed.GetValue(Schedule),
        ["from"] = parsed.GetValue(From),
        ["to"] = parsed.GetValue(To),
        ["again"] = parsed.GetValue(Again),
        ["pipeline"] = parsed.GetValue(Pipeline),
        ["input"] = parsed.GetValue(For),
        ["lines"] = TextOf("--lines", parsed.GetValue(Lines)),
        ["csv"] = TextOf("--csv", parsed.GetValue(Csv)),
        ["files"] = FilesOf(parsed.GetValue(Files) ?? []),
        ["inputs"] = InputArguments.Read(parsed.GetValue(Input) ?? [], Environment.CurrentDirectory),
        ["money"] = parsed.GetValue(Money),
        ["concurrency"] = parsed.GetValue(Concurrency),
        ["capUsd"] = parsed.GetValue(Cap),
    };

    private static JsonNode? FilesOf(string[] files)
    {
        if (files.Length == 0) return null;
        var read = InputArguments.Read(files.Select(f => $"file=@{f}"), Environment.CurrentDirectory)["file"]!;
        return read is JsonArray many ? many.DeepClone() : new JsonArray(read.DeepClone());
    }

    private static string? TextOf(string option, string? path)
    {
        if (path is null) return null;
        if (!File.Exists(path)) throw new CommandFailedException($"{option}: there is no file {path}.", ExitCode.Usage);
        return File.ReadAllText(path);
    }

    private static string Path(ParseResult parsed) => $"/api/v1/backfills/{Uri.EscapeDataString(parsed.GetValue(Id)!)}";

    private static async Task<int> SendAsync(ParseResult parsed, Func<CommandSession, Task<JsonNode>> send, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var detail = await send(session);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(detail);
            return ExitCode.Done;
        }

        var backfill = detail["backfill"]!;
        await Console.Out.WriteLineAsync($"Backfill {backfill["id"]}");
        await Console.Out.WriteLineAsync($"Of       {backfill["pipeline"]}, {backfill["source"]}");
        await Console.Out.WriteLineAsync($"State    {backfill["state"]}: {backfill["done"]} of {backfill["items"]} done, {backfill["waiting"]} waiting {backfill["problem"]}");
        await Console.Out.WriteLineAsync($"Spent    {CommonOptions.Dollars(backfill["spentNanoUsd"])} {backfill["money"]}");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var report = await session.GetAsync("/api/v1/backfills", cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(report);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["BACKFILL", "PIPELINE", "OVER", "STATE", "DONE", "SPENT"],
            [.. report["items"]!.AsArray().Select(b => (IReadOnlyList<string>)[
                $"{b!["id"]}", $"{b["pipeline"]}", $"{b["source"]}", $"{b["state"]}", $"{b["done"]}/{b["items"]}", CommonOptions.Dollars(b["spentNanoUsd"])])]);
        return ExitCode.Done;
    }
}
