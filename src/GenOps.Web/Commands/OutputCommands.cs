using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops output withdraw</c>.</summary>
internal static class OutputCommands
{
    private static readonly Argument<string> Output = new("output") { Description = "The output's id, as its run's page shows it." };
    private static readonly Option<string> Reason = new("--reason") { Description = "What is wrong with it.", HelpName = "TEXT", Required = true };

    public static Command Create()
    {
        var withdraw = new Command("withdraw", "Takes an accepted output back; what was delivered stays where it is.") { Output, Reason };
        withdraw.SetAction(WithdrawAsync);
        return new Command("output", "What runs made.") { withdraw };
    }

    private static async Task<int> WithdrawAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync(
            $"/api/v1/outputs/{Uri.EscapeDataString(parsed.GetValue(Output)!)}/withdraw", new JsonObject { ["reason"] = parsed.GetValue(Reason) }, cancellationToken);
        await Console.Out.WriteLineAsync("Withdrawn.");
        return ExitCode.Done;
    }
}
