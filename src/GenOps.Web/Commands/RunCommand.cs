using System.CommandLine;
using System.Text.Json.Nodes;
using GenOps.Core.Runs;

namespace GenOps.Web.Commands;

/// <summary><c>genops run</c>: starts a run and follows it to its end, or to a person.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "The pipeline's name." };

    private static readonly Option<string[]> Input = new("--input")
    {
        Description = "An input as name=value, or name=@FILE for a file's content; repeat it for more.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> Sandbox = new("--sandbox") { Description = "Use the built-in sandbox, also where providers are configured." };
    private static readonly Option<string?> Priority = LimitCommands.Priority("it is");
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("run", "Runs a pipeline. Exit code 0 done, 3 waiting for a person, 4 rejected, 1 failed.") { Pipeline, Input, Sandbox, Priority, Json };
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["pipeline"] = parsed.GetValue(Pipeline),
            ["inputs"] = InputArguments.Read(parsed.GetValue(Input) ?? [], Environment.CurrentDirectory),
            ["money"] = parsed.GetValue(Sandbox) ? "sandbox" : null,
            ["priority"] = parsed.GetValue(Priority),
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var started = await session.PostAsync("/api/v1/runs", body, cancellationToken);
        var run = await session.RestAsync((string)started["id"]!, cancellationToken);
        return await ReportAsync(run, parsed.GetValue(Json));
    }

    /// <summary>Prints a run that ended or came to rest.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> ReportAsync(JsonNode run, bool json)
    {
        if (json) await CommonOptions.PrintJsonAsync(run);
        else await PrintAsync(run);
        if (Explain(run) is { } why) await Console.Error.WriteLineAsync(why);
        return ExitCode.Of(StateOf(run));
    }

    private static RunState StateOf(JsonNode run) => Enum.Parse<RunState>((string)run["state"]!, ignoreCase: true);

    private static async Task PrintAsync(JsonNode run)
    {
        await Console.Out.WriteLineAsync($"Run      {run["id"]}");
        await Console.Out.WriteLineAsync($"Pipeline {run["pipeline"]} v{run["version"]}");
        await Console.Out.WriteLineAsync($"State    {run["state"]}");
        var unpriced = (int)run["unpricedCalls"]!;
        await Console.Out.WriteLineAsync($"Cost     {CommonOptions.Dollars(run["costNanoUsd"])} {run["money"]}{(unpriced > 0 ? $", {unpriced} calls unpriced" : "")}");
        foreach (var output in run["outputs"]!.AsArray())
            await Console.Out.WriteLineAsync($"Output   {output!["state"],-9} {(string?)output["path"] ?? (string?)output["name"]}");
    }

    /// <summary>Why it did not simply succeed, one line; null when it did.</summary>
    private static string? Explain(JsonNode run)
    {
        var why = StateOf(run) switch
        {
            RunState.Succeeded => null,
            RunState.WaitingForReview when run["openReviews"] is JsonArray { Count: > 0 } open =>
                $"It waits for a review: genops review decide {open[0]!["id"]} approve",
            RunState.Rejected => "All its outputs were rejected.",
            RunState.Failed or RunState.Cancelled => (string?)run["problem"] ?? "It ended without an output.",
            _ when run["waits"] is { } waits => $"It waits for {CommonOptions.Wait(waits)}: {waits["why"]}",
            _ when run["holds"] is JsonArray { Count: > 0 } holds => $"It is on hold: {holds[0]!["reason"]}",
            _ => "It waits; the run's page says for what.",
        };
        return why?.ReplaceLineEndings(" ");
    }
}
