using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops runs …</c>: runs that there are.</summary>
internal static class RunsCommands
{
    private static readonly Argument<string> Run = new("run") { Description = "The run's id." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; may be left out.", HelpName = "TEXT" };
    private static readonly Option<bool> Abort = new("--abort") { Description = "Break calls under way off. They may be charged all the same." };
    private static readonly Option<string?> From = new("--from") { Description = "The step to begin with; steps before it are taken over.", HelpName = "STEP" };
    private static readonly Option<int?> Version = new("--version-number") { Description = "Another version of the pipeline.", HelpName = "NUMBER" };

    private static readonly Option<string[]> Input = new("--input")
    {
        Description = "An input that replaces the run's, as name=value or name=@FILE; repeat it for more.",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Pipeline = new("--pipeline") { Description = "Name of a pipeline.", HelpName = "NAME" };
    private static readonly Option<string?> State = new("--state") { Description = "As failed, running or waitingForReview.", HelpName = "STATE" };
    private static readonly Option<string?> Waits = WaitsOption();
    private static readonly Option<string?> Target = TargetOption();
    private static readonly Option<bool> Json = CommonOptions.Json();

    /// <summary>Narrows to runs that wait for one kind of thing.</summary>
    public static Option<string?> WaitsOption() => new("--waits") { Description = "Only runs that wait for that: provider, limit, budget, doubt, hold, person, stepPlace, runPlace, turn or retry.", HelpName = "KIND" };

    /// <summary>Of these, those that wait for one of them.</summary>
    public static Option<string?> TargetOption() => new("--target") { Description = "With --waits: for which provider, budget or place.", HelpName = "NAME" };

    public static Command Create()
    {
        var list = new Command("list", "Lists the newest runs.") { Pipeline, State, Waits, Target, Json };
        list.SetAction(ListAsync);
        var cancel = new Command("cancel", "Ends a run: no further call is sent, and a call under way is finished and kept.") { Run, Reason, Abort };
        cancel.SetAction((parsed, cancellationToken) => ActAsync(parsed, "cancel", new JsonObject
        {
            ["reason"] = parsed.GetValue(Reason),
            ["mode"] = parsed.GetValue(Abort) ? "abort" : "drain",
        }, cancellationToken));
        var retry = new Command("retry", "Takes a failed run up again where it failed; what was paid before stays.") { Run, Reason };
        retry.SetAction((parsed, cancellationToken) => ActAsync(parsed, "retry", new JsonObject { ["reason"] = parsed.GetValue(Reason) }, cancellationToken));
        var rerun = new Command("rerun", "Starts a new run from one, with other inputs, another version or from a later step.") { Run, From, Input, Version, Reason };
        rerun.SetAction((parsed, cancellationToken) => ActAsync(parsed, "rerun", new JsonObject
        {
            ["fromStep"] = parsed.GetValue(From),
            ["inputs"] = InputArguments.Read(parsed.GetValue(Input) ?? [], Environment.CurrentDirectory),
            ["version"] = parsed.GetValue(Version),
            ["reason"] = parsed.GetValue(Reason),
        }, cancellationToken));
        return new Command("runs", "Runs that there are; see also 'genops run', 'genops pause' and 'genops resume'.") { list, StartRunsCommand.Create(), cancel, retry, rerun, LimitCommands.OfRun(), BatchCommand.Create() };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var runs = await session.GetAsync(
            CommonOptions.Path("/api/v1/runs", ("pipeline", parsed.GetValue(Pipeline)), ("state", parsed.GetValue(State)), ("waits", parsed.GetValue(Waits)), ("target", parsed.GetValue(Target)), ("limit", "100")), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(runs);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["RUN", "PIPELINE", "STATE", "WAITS FOR", "STEPS", "COST", "MONEY", "TRIGGERED"],
            [.. runs["items"]!.AsArray().Select(r => (IReadOnlyList<string>)[
                $"{r!["id"]}", $"{r["pipeline"]} v{r["version"]}", StateOf(r), CommonOptions.Wait(r["waits"]), $"{r["stepsDone"]}/{r["steps"]}",
                CommonOptions.Dollars(r["costNanoUsd"]), $"{r["money"]}", $"{r["triggeredAt"]}"])]);
        await Console.Out.WriteLineAsync($"{runs["total"]} in all");
        return ExitCode.Done;
    }

    /// <summary>A run that is kept is not plainly running.</summary>
    private static string StateOf(JsonNode run) => (string?)run["standing"] is "waiting" or "held" or "stuck" ? $"{run["standing"]}" : $"{run["state"]}";

    private static async Task<int> ActAsync(ParseResult parsed, string act, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var run = await session.PostAsync($"/api/v1/runs/{Uri.EscapeDataString(parsed.GetValue(Run)!)}/{act}", body, cancellationToken);
        await Console.Out.WriteLineAsync($"{run["id"]} {run["state"]}{((bool?)run["cancelRequested"] == true ? ", ending" : "")}");
        return ExitCode.Done;
    }
}
