using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops review list</c> and <c>genops review decide</c>.</summary>
internal static class ReviewCommands
{
    private static readonly Argument<string> Review = new("review") { Description = "The review's id, as 'genops review list' shows it." };
    private static readonly Argument<string> Decision = new("decision") { Description = "approve, edit or reject." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; a rejection needs one.", HelpName = "TEXT" };

    private static readonly Option<string?> Text = new("--text")
    {
        Description = "For an edit: the new text, or @FILE for a file's content.",
        HelpName = "TEXT",
    };

    private static readonly Option<bool> ListJson = CommonOptions.Json();
    private static readonly Option<bool> DecideJson = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists open reviews, those that wait longest first.") { ListJson };
        list.SetAction(ListAsync);
        Decision.AcceptOnlyFromAmong("approve", "edit", "reject");
        var decide = new Command("decide", "Decides on an output; the run goes on. Exit codes as those of 'genops run'.") { Review, Decision, Reason, Text, DecideJson };
        decide.SetAction(DecideAsync);
        return new Command("review", "Outputs that wait for a person.") { list, decide };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var reviews = await session.GetAsync("/api/v1/reviews?state=open", cancellationToken);
        if (parsed.GetValue(ListJson))
        {
            await CommonOptions.PrintJsonAsync(reviews);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["REVIEW", "PIPELINE", "OUTPUT", "MONEY", "OPENED", "WHY"],
            [.. reviews["items"]!.AsArray().Select(r => (IReadOnlyList<string>)[
                $"{r!["id"]}", $"{r["pipeline"]}", r["item"] is { } item ? $"{r["output"]} {(int)item + 1}" : $"{r["output"]}", $"{r["money"]}",
                $"{r["openedAt"]}", string.Join("; ", r["flags"]!.AsArray().Select(f => $"{f!["reason"]}"))])]);
        return ExitCode.Done;
    }

    private static async Task<int> DecideAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["decision"] = parsed.GetValue(Decision),
            ["reason"] = parsed.GetValue(Reason),
            ["text"] = TextOf(parsed.GetValue(Text)),
        };
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var review = Uri.EscapeDataString(parsed.GetValue(Review)!);
        var decided = await session.PostAsync($"/api/v1/reviews/{review}/decision", body, cancellationToken);
        var run = await session.RestAsync((string)decided["runId"]!, cancellationToken);
        return await RunCommand.ReportAsync(run, parsed.GetValue(DecideJson));
    }

    private static string? TextOf(string? argument)
    {
        if (argument is not ['@', .. var path]) return argument;
        if (!File.Exists(path)) throw new CommandFailedException($"--text: there is no file {path}.", ExitCode.Usage);
        return File.ReadAllText(path);
    }
}
