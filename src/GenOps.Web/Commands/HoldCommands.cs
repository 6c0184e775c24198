using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops pause</c> and <c>genops resume</c>: a pipeline, a run, a step of a run, or a provider.</summary>
internal static class HoldCommands
{
    public static Command Pause() => new("pause", "Pauses something. What is under way is finished and kept.")
    {
        Pausing("pipeline", "A pipeline takes no new runs, and its active ones stop at their next step.", PipelineName(), "pipelines/{0}", withIntake: true),
        Pausing("run", "A run stops at its next step.", RunId(), "runs/{0}"),
        Stepping("step", "A run stops before a step, also one it has not reached yet.", Pausing),
        Pausing("provider", "No call goes to a provider.", ProviderName(), "providers/{0}"),
    };

    public static Command Resume() => new("resume", "Ends a pause; what waited goes on.")
    {
        Resuming("pipeline", "A pipeline takes runs again, and its waiting ones go on.", PipelineName(), "pipelines/{0}"),
        Resuming("run", "A run goes on.", RunId(), "runs/{0}"),
        Stepping("step", "A run goes on with a step.", Resuming),
        Resuming("provider", "Calls go to a provider again.", ProviderName(), "providers/{0}"),
    };

    private static Argument<string> PipelineName() => new("pipeline") { Description = "The pipeline's name." };

    private static Argument<string> ProviderName() => new("provider") { Description = "The provider's name." };

    private static Argument<string> RunId() => new("run") { Description = "The run's id." };

    private static Command Stepping(string noun, string summary, Func<string, string, Argument<string>, string, Argument<string>?, bool, Command> make) =>
        make(noun, summary, RunId(), "runs/{0}/steps/{1}", new Argument<string>("step") { Description = "The step's id in the definition." }, false);

    private static Command Pausing(string noun, string summary, Argument<string> what, string path, bool withIntake = false) =>
        Pausing(noun, summary, what, path, null, withIntake);

    private static Command Pausing(string noun, string summary, Argument<string> what, string path, Argument<string>? step, bool withIntake)
    {
        var reason = new Option<string>("--reason") { Description = "For whoever finds it paused.", HelpName = "TEXT", Required = true };
        var until = new Option<string?>("--until") { Description = "When it ends by itself, as 2026-11-01T08:30:00Z; without it, when it is resumed.", HelpName = "TIME" };
        var intake = new Option<bool>("--new-runs-only") { Description = "Take no new runs, and let those under way go on." };
        var command = new Command(noun, summary) { what };
        if (step is not null) command.Arguments.Add(step);
        command.Options.Add(reason);
        command.Options.Add(until);
        if (withIntake) command.Options.Add(intake);
        command.SetAction((parsed, cancellationToken) => SendAsync(parsed, Path(parsed, path, what, step) + "/pause", "Paused.", new JsonObject
        {
            ["reason"] = parsed.GetValue(reason),
            ["until"] = parsed.GetValue(until),
            ["runsUnderWay"] = !(withIntake && parsed.GetValue(intake)),
        }, cancellationToken));
        return command;
    }

    private static Command Resuming(string noun, string summary, Argument<string> what, string path) => Resuming(noun, summary, what, path, null, false);

    private static Command Resuming(string noun, string summary, Argument<string> what, string path, Argument<string>? step, bool withIntake)
    {
        var reason = new Option<string?>("--reason") { Description = "Why; may be left out.", HelpName = "TEXT" };
        var command = new Command(noun, summary) { what };
        if (step is not null) command.Arguments.Add(step);
        command.Options.Add(reason);
        command.SetAction((parsed, cancellationToken) => SendAsync(
            parsed, Path(parsed, path, what, step) + "/resume", "Resumed.", new JsonObject { ["reason"] = parsed.GetValue(reason) }, cancellationToken));
        return command;
    }

    private static string Path(ParseResult parsed, string path, Argument<string> what, Argument<string>? step) => "/api/v1/" + string.Format(
        null, path, Uri.EscapeDataString(parsed.GetValue(what)!), step is null ? "" : Uri.EscapeDataString(parsed.GetValue(step)!));

    private static async Task<int> SendAsync(ParseResult parsed, string path, string done, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync(path, body, cancellationToken);
        await Console.Out.WriteLineAsync(done);
        return ExitCode.Done;
    }
}
