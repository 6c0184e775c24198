using System.Text.Json.Nodes;

namespace GenOps.Benchmarks;

/// <summary>What real installations have: a hard budget, a limit on calls, a map of twenty and a timeout on its steps, none of which ever holds anything.</summary>
internal static class InForce
{
    /// <summary>Calls of one run.</summary>
    public const int Calls = 1 + Items;

    /// <summary>A provider beside the plain one, so that its limit is not the plain one's.</summary>
    public const string Provider = "limited";

    private const string Name = "forced";
    private const int Items = 20;

    /// <summary>As a server publishes it.</summary>
    public const string Pipeline = $$$"""
        name: {{{Name}}}
        input: { count: number }
        steps:
          - id: list
            timeout: 10m
            prompt:
              model: {{{Provider}}}/{{{InstantProvider.Model}}}
              template: "List {{ input.count }} things"
              schema: { type: object, properties: { things: { type: array, items: { type: string } } }, required: [things] }
          - id: each
            timeout: 10m
            map: { over: steps.list.output.things, as: thing, concurrency: 8 }
            prompt: { model: {{{Provider}}}/{{{InstantProvider.Model}}}, template: "Tell of {{ thing }}" }
        outputs:
          - name: texts
            artifacts: [each]
        """;

    /// <summary>Places the budget and the limit.</summary>
    public static async Task PlaceAsync(BenchServer server)
    {
        await server.PostAsync("budgets", new JsonObject { ["scope"] = "pipeline", ["target"] = Name, ["kind"] = "hard", ["money"] = "live", ["amountUsd"] = 1_000_000 });
        await server.PostAsync($"providers/{Provider}/limit", new JsonObject { ["atOnce"] = 1000, ["requestsPerMinute"] = 1_000_000, ["tokensPerMinute"] = 1_000_000_000 });
    }

    /// <summary>Runs with about so many calls.</summary>
    /// <returns>Calls in a second.</returns>
    public static async Task<double> RateAsync(BenchServer server, int calls) =>
        Calls * (await server.MeasureAsync(Math.Max(8, calls / Calls), 0, Name, _ => new JsonObject { ["count"] = Items })).Rate;
}
