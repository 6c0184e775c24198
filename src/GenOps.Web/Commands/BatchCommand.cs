using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops runs batch</c>: one act on all runs that a filter finds.</summary>
internal static class BatchCommand
{
    private static readonly Argument<string> Act = new("action") { Description = "pause, resume, cancel or retry." };
    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "Name of a pipeline.", HelpName = "NAME" };
    private static readonly Option<string?> State = new("--state") { Description = "As failed, running or waitingForReview.", HelpName = "STATE" };
    private static readonly Option<string?> Standing = new("--standing") { Description = "working, waitingForPerson, waiting, held or stuck.", HelpName = "STANDING" };
    private static readonly Option<string?> Waits = RunsCommands.WaitsOption();
    private static readonly Option<string?> Target = RunsCommands.TargetOption();
    private static readonly Option<string?> Text = new("--text") { Description = "Part of what a run says: its pipeline, problem, trigger, cost centre, or who started it.", HelpName = "TEXT" };
    private static readonly Option<string?> Money = CommonOptions.Money();
    private static readonly Option<string?> From = new("--from") { Description = "Triggered at or after, as 2026-11-01.", HelpName = "TIME" };
    private static readonly Option<string?> To = new("--to") { Description = "Triggered before.", HelpName = "TIME" };
    private static readonly Option<string?> Reason = new("--reason") { Description = "For each of them; a pause needs one.", HelpName = "TEXT" };

    public static Command Create()
    {
        Act.AcceptOnlyFromAmong("pause", "resume", "cancel", "retry");
        var command = new Command("batch", "Does one thing to all runs that a filter finds, a few a second, while a server runs.") { Act, Pipeline, State, Standing, Waits, Target, Text, Money, From, To, Reason };
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["action"] = parsed.GetValue(Act),
            ["reason"] = parsed.GetValue(Reason),
            ["filter"] = new JsonObject
            {
                ["pipeline"] = parsed.GetValue(Pipeline),
                ["state"] = parsed.GetValue(State),
                ["standing"] = parsed.GetValue(Standing),
                ["waits"] = parsed.GetValue(Waits),
                ["target"] = parsed.GetValue(Target),
                ["text"] = parsed.GetValue(Text),
                ["money"] = parsed.GetValue(Money),
                ["from"] = parsed.GetValue(From),
                ["to"] = parsed.GetValue(To),
            },
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var batch = await session.PostAsync("/api/v1/run-batches", body, cancellationToken);
        await Console.Out.WriteLineAsync($"{batch["id"]} {batch["total"]} runs");
        return ExitCode.Done;
    }
}
