using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops provider failover</c>, <c>answer-failover</c> and <c>place</c>: who answers for whom.</summary>
internal static class FailoverCommands
{
    private static readonly Argument<string> Provider = new("provider") { Description = "The provider's name." };
    private static readonly Argument<bool> Answer = new("answer") { Description = "true: they answer for others of their tier, and those for them." };
    private static readonly Option<bool?> Never = new("--never-fallback") { Description = "true: it never answers for another.", HelpName = "true|false" };
    private static readonly Option<int?> Order = new("--order") { Description = "Its place in its tiers, 1 to 999; the lowest is asked first.", HelpName = "N" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static IEnumerable<Command> Create()
    {
        var show = new Command("failover", "Per tier: who is asked first, and who answers while that one cannot.") { Json };
        show.SetAction(ShowAsync);
        var answer = new Command("answer-failover", "Says whether the providers from before failover within a tier take part in it.") { Answer };
        answer.SetAction((parsed, cancel) => PostAsync(parsed, "/api/v1/providers/failover", new JsonObject { ["answer"] = parsed.GetValue(Answer) }, cancel));
        var place = new Command("place", "Sets a provider's place in its tiers, and whether it may answer for others.") { Provider, Never, Order };
        place.SetAction((parsed, cancel) => PostAsync(
            parsed, $"/api/v1/providers/{Uri.EscapeDataString(parsed.GetValue(Provider)!)}/place",
            new JsonObject { ["neverFallback"] = parsed.GetValue(Never), ["order"] = parsed.GetValue(Order) }, cancel));
        return [show, answer, place];
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await PrintAsync(await session.GetAsync("/api/v1/providers/failover", cancellationToken), parsed.GetValue(Json));
        return ExitCode.Done;
    }

    private static async Task<int> PostAsync(ParseResult parsed, string path, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await PrintAsync(await session.PostAsync(path, body, cancellationToken), json: false);
        return ExitCode.Done;
    }

    private static async Task PrintAsync(JsonNode state, bool json)
    {
        if (json)
        {
            await CommonOptions.PrintJsonAsync(state);
            return;
        }

        var rows =
            from tier in state["tiers"]!.AsArray()
            from place in tier["places"]!.AsArray()
            select (IReadOnlyList<string>)[$"{tier["tier"]}", $"{place["order"]}", $"{place["provider"]}", $"{place["model"]}", $"{place["role"]}"];
        await CommonOptions.PrintTableAsync(["TIER", "ORDER", "PROVIDER", "MODEL", "ROLE"], [.. rows]);
        if ((bool)state["isAsked"]!)
        {
            await Console.Out.WriteLineAsync(
                $"Not answered yet: may {string.Join(", ", state["earlier"]!.AsArray())} answer for others of their tier, and those for them? genops provider answer-failover true|false");
        }
    }
}
