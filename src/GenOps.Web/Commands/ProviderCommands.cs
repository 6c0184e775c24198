using System.CommandLine;
using System.Text.Json.Nodes;

namespace GenOps.Web.Commands;

/// <summary><c>genops provider health</c>, <c>limit</c>, <c>close-circuit</c>, <c>failover</c>, <c>answer-failover</c> and <c>place</c>.</summary>
internal static class ProviderCommands
{
    private static readonly Argument<string> Provider = new("provider") { Description = "The provider's name." };
    private static readonly Argument<string> Model = new("model") { Description = "The model." };
    private static readonly Option<string?> OfModel = new("--model") { Description = "One model; by default all of the provider together.", HelpName = "NAME" };
    private static readonly Option<int?> AtOnce = new("--at-once") { Description = "Calls at a time.", HelpName = "N" };
    private static readonly Option<int?> Requests = new("--rpm") { Description = "Requests a minute.", HelpName = "N" };
    private static readonly Option<int?> Tokens = new("--tpm") { Description = "Tokens a minute.", HelpName = "N" };
    private static readonly Option<int?> Hours = new("--hours") { Description = "How far back; 24 by default.", HelpName = "N" };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var health = new Command("health", "Calls, failures, latency, circuits and limits by provider and model, and calls in doubt.") { Hours, Json };
        health.SetAction(HealthAsync);
        var limit = new Command("limit", "Limits calls to a provider or a model; without a figure the limit is taken away.") { Provider, OfModel, AtOnce, Requests, Tokens };
        limit.SetAction((parsed, cancel) => PostAsync(parsed, $"/api/v1/providers/{Escaped(parsed, Provider)}/limit", Limit(parsed), cancel));
        var close = new Command("close-circuit", "Closes an open circuit by hand.") { Provider, Model };
        close.SetAction((parsed, cancel) => PostAsync(
            parsed, $"/api/v1/providers/{Escaped(parsed, Provider)}/circuit/close", new JsonObject { ["model"] = parsed.GetValue(Model) }, cancel));
        var provider = new Command("provider", "How providers fare, and what may go to them.") { health, limit, close };
        foreach (var command in FailoverCommands.Create()) provider.Add(command);
        return provider;
    }

    private static async Task<int> HealthAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        var health = await session.GetAsync(CommonOptions.Path("/api/v1/providers/health", ("hours", parsed.GetValue(Hours)?.ToString(System.Globalization.CultureInfo.InvariantCulture))), cancellationToken);
        if (parsed.GetValue(Json))
        {
            await CommonOptions.PrintJsonAsync(health);
            return ExitCode.Done;
        }

        await CommonOptions.PrintTableAsync(
            ["PROVIDER", "MODEL", "CALLS", "FAILED", "P50 MS", "P90 MS", "P99 MS", "CIRCUIT"],
            [.. health["models"]!.AsArray().Select(m => (IReadOnlyList<string>)[
                $"{m!["provider"]}", $"{m["model"]}", $"{m["calls"]}", $"{m["failures"]!.AsObject().Sum(f => (int)f.Value!)}",
                Milliseconds(m, "p50"), Milliseconds(m, "p90"), Milliseconds(m, "p99"), $"{m["circuit"]}"])]);
        foreach (var doubt in health["doubts"]!.AsArray())
            await Console.Out.WriteLineAsync($"in doubt: call {doubt!["callId"]} of run {doubt["runId"]}, {doubt["provider"]}/{doubt["model"]}: {doubt["problem"]}");
        return ExitCode.Done;
    }

    private static async Task<int> PostAsync(ParseResult parsed, string path, JsonObject body, CancellationToken cancellationToken)
    {
        await using var session = await CommandSession.OpenAsync(parsed.GetValue(CommonOptions.Data), cancellationToken);
        await session.PostAsync(path, body, cancellationToken);
        await Console.Out.WriteLineAsync("Done.");
        return ExitCode.Done;
    }

    private static JsonObject Limit(ParseResult parsed) => new()
    {
        ["model"] = parsed.GetValue(OfModel),
        ["atOnce"] = parsed.GetValue(AtOnce),
        ["requestsPerMinute"] = parsed.GetValue(Requests),
        ["tokensPerMinute"] = parsed.GetValue(Tokens),
    };

    private static string Escaped(ParseResult parsed, Argument<string> argument) => Uri.EscapeDataString(parsed.GetValue(argument)!);

    private static string Milliseconds(JsonNode model, string name) => model["latency"] is { } latency ? $"{(double)latency[name]!:0}" : "-";
}
