using System.CommandLine;
using System.Text.Json.Nodes;
using GenOps.Core.Runs.Starting;

namespace GenOps.Web.Commands;

/// <summary><c>genops runs start</c>: starts many runs at once and follows none; <c>genops backfill</c> starts a few at a time.</summary>
internal static class StartRunsCommand
{
    private static readonly Argument<string> Starts = new("file")
    {
        Description = "One start a line, each a JSON object with pipeline, inputs, money, priority and idempotencyKey; the last three may be left out.",
    };

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("start", "Starts many runs at once. What is refused keeps no other from starting; exit code 1 if any was.") { Starts, Json };
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Starts)!;
        var pieces = StartLines.Read(Path.GetFullPath(file, Environment.CurrentDirectory), StartRuns.Most);
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var code = ExitCode.Done;
        foreach (var piece in pieces)
        {
            var answer = await session.PostAsync("/api/v1/runs:batch", new JsonObject { ["runs"] = new JsonArray([.. piece.Select(l => l.Body)]) }, cancellationToken);
            if (parsed.GetValue(Json)) await CommonOptions.PrintJsonAsync(answer);
            foreach (var (line, item) in piece.Zip(answer["items"]!.AsArray()))
            {
                if (item!["problem"] is { } problem)
                {
                    await Console.Error.WriteLineAsync($"{file}:{line.Number}: {CommandSession.ProblemIn(problem, (int)problem["status"]!)}");
                    code = ExitCode.Failed;
                }
                else if (!parsed.GetValue(Json))
                {
                    await Console.Out.WriteLineAsync($"{item["run"]} {((bool)item["started"]! ? "started" : "known")}");
                }
            }
        }

        return code;
    }
}
