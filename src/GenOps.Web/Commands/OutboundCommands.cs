using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops outbound list</c>, <c>allow</c> and <c>end</c>.</summary>
internal static class OutboundCommands
{
    private static readonly Argument<string> Target = new("target") { Description = "As 10.0.0.5:8080, or an address of the web." };
    private static readonly Argument<string> Allowance = new("allowance") { Description = "The allowance's id, as 'genops outbound list' shows it." };
    private static readonly Option<string> Reason = new("--reason") { Description = "For whoever checks what is allowed.", HelpName = "TEXT", Required = true };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var list = new Command("list", "Lists what is allowed inside the network, and what the configuration names.") { Json };
        list.SetAction(ListAsync);
        var allow = new Command("allow", "Allows connections to one host and port that is not on the public internet.") { Target, Reason };
        allow.SetAction((parsed, cancel) => PostAsync(
            parsed, "/api/v1/outbound/allowances", new JsonObject { ["target"] = parsed.GetValue(Target), ["reason"] = parsed.GetValue(Reason) }, "Allowed.", cancel));
        var end = new Command("end", "Ends an allowance, from the next request on.") { Allowance };
        end.SetAction((parsed, cancel) => PostAsync(
            parsed, $"/api/v1/outbound/allowances/{Uri.EscapeDataString(parsed.GetValue(Allowance)!)}/end", [], "Ended.", cancel));
        return new Command("outbound", "Where GenOps may connect to inside the network.") { list, allow, end };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var outbound = await session.GetAsync("/api/v1/outbound", cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(outbound);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["TARGET", "STATE", "BY", "WHY", "ALLOWANCE"],
            [
                .. outbound["allowances"]!.AsArray().Select(a => (IReadOnlyList<string>)[
                    $"{a!["target"]}", a["endedAt"] is null ? "allowed" : "ended", $"{a["allowedBy"]}", $"{a["reason"]}", $"{a["id"]}"]),
                .. outbound["named"]!.AsArray().Select(n => (IReadOnlyList<string>)[$"{n!["target"]}", "named", "configuration", $"{n["setting"]}", "-"]),
            ]);
        return ExitCode.Done;
    }

    private static async Task<int> PostAsync(ParseResult parsed, string path, JsonObject body, string done, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync(path, body, cancellationToken);
        await Console.Out.WriteLineAsync(done);
        return ExitCode.Done;
    }
}
