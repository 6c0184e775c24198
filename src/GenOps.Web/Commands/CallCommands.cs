using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops call settle</c>.</summary>
internal static class CallCommands
{
    private static readonly Argument<string> Call = new("call") { Description = "The call's id, as its run's page shows it." };
    private static readonly Argument<string> Decision = new("decision") { Description = "resubmit: send it again, at the risk of paying twice; write-off: its step fails." };

    public static Command Create()
    {
        Decision.AcceptOnlyFromAmong("resubmit", "write-off");
        var settle = new Command("settle", "Decides what becomes of a call in doubt. Its estimate stays in the ledger.") { Call, Decision };
        settle.SetAction(SettleAsync);
        return new Command("call", "Calls of models.") { settle };
    }

    private static async Task<int> SettleAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var run = await session.PostAsync(
            $"/api/v1/calls/{Uri.EscapeDataString(parsed.GetValue(Call)!)}/settle",
            new JsonObject { ["decision"] = parsed.GetValue(Decision) == "resubmit" ? "resubmit" : "writeOff" }, cancellationToken);
        await Console.Out.WriteLineAsync($"Settled; the run {run["id"]} goes on.");
        return ExitCode.Done;
    }
}
