using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops pipeline limits</c> and <c>genops runs priority</c>.</summary>
internal static class LimitCommands
{
    private const string Any = "any";

    private static readonly Argument<string> Pipeline = new("pipeline") { Description = "The pipeline's name." };
    private static readonly Argument<string> Run = new("run") { Description = "The run's id." };
    private static readonly Argument<string> Urgency = new("priority") { Description = "high, normal or low." };
    private static readonly Option<string?> RunsAtOnce = new("--runs-at-once") { Description = "How many may be under way at once, or any.", HelpName = "N" };

    /// <summary>How urgent: of a run that starts, or of all that a pipeline starts.</summary>
    public static Option<string?> Priority(string of) => new("--priority") { Description = $"How urgent {of}: high, normal or low.", HelpName = "PRIORITY" };

    public static Command OfPipeline()
    {
        var priority = Priority("its new runs are");
        var command = new Command("limits", "Says how many runs may be under way at once and how urgent they are; without a figure, tells it.") { Pipeline, RunsAtOnce, priority };
        command.SetAction((parsed, cancellationToken) => LimitAsync(parsed, parsed.GetValue(priority), cancellationToken));
        return command;
    }

    public static Command OfRun()
    {
        var command = new Command("priority", "Moves a run before or behind others where it waits.") { Run, Urgency };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
            var run = await session.PostAsync(
                $"/api/v1/runs/{Uri.EscapeDataString(parsed.GetValue(Run)!)}/priority", new JsonObject { ["priority"] = parsed.GetValue(Urgency) }, cancellationToken);
            await Console.Out.WriteLineAsync($"{run["id"]} {run["state"]}, priority {run["priority"]}");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> LimitAsync(ParseResult parsed, string? priority, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        if (parsed.GetValue(RunsAtOnce) is { } most) body["runsAtOnce"] = most == Any ? null : NumberOf(most);
        if (priority is not null) body["priority"] = priority;
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var path = $"/api/v1/pipelines/{Uri.EscapeDataString(parsed.GetValue(Pipeline)!)}/limits";
        var limits = body.Count == 0 ? await session.GetAsync(path, cancellationToken) : await session.PutAsync(path, body, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"{limits["runsAtOnce"]?.ToString() ?? Any} at once, {limits["underWay"]} under way, {limits["waiting"]} waiting; new runs are {limits["priority"]}");
        return ExitCode.Done;
    }

    private static int NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandFailedException($"'{text}' is no number of runs. Write a number, or any.");
}
