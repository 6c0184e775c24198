using System.Text.Json.Nodes;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>What one item of a map takes where there are 5,000, against one of 50: two mapped steps, the second over what the first made, and an output of each item.</summary>
internal static class MapBenchmark
{
    private const int Few = 50;
    private const int Many = 5000;

    /// <summary>As a server publishes it.</summary>
    public const string Pipeline = $$$"""
        name: map
        input: { count: number }
        steps:
          - id: list
            prompt:
              model: bench/{{{InstantProvider.Model}}}
              template: "List {{ input.count }} things"
              schema: { type: object, properties: { things: { type: array, items: { type: string } } }, required: [things] }
          - id: each
            map: { over: steps.list.output.things, as: thing, concurrency: 8 }
            prompt: { model: bench/{{{InstantProvider.Model}}}, template: "Tell of {{ thing }}" }
          - id: short
            map: { over: steps.each.output, as: text, concurrency: 8 }
            prompt: { model: bench/{{{InstantProvider.Model}}}, template: "Shorten: {{ text }}" }
        outputs:
          - name: texts
            per: each
            artifacts: [short]
        """;

    public static async Task<IReadOnlyList<Figure>> OnSqliteAsync(double scale)
    {
        await using var provider = await InstantProvider.StartAsync();
        await using var server = await BenchServer.StartAsync(provider, runsAtOnce: 8);
        return await MeasureAsync(server, scale);
    }

    public static async Task<IReadOnlyList<Figure>> OnPostgresAsync(double scale)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var connection = await postgres.CreateDatabaseAsync("map");
        await using var provider = await InstantProvider.StartAsync();
        await using var server = await BenchServer.StartAsync(provider, runsAtOnce: 8, connection);
        return await MeasureAsync(server, scale);
    }

    /// <summary>Small maps before and after the large one, since a process becomes quicker and a machine busier meanwhile.</summary>
    private static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchServer server, double scale)
    {
        var many = Measuring.Scaled(Many, scale);
        for (var warmUp = 0; warmUp < 12; warmUp++) await OneAsync(server, Few);
        var few = await SomeAsync(server);
        var one = await OneAsync(server, many);
        few.AddRange(await SomeAsync(server));
        var median = Measuring.Percentile(few, 0.5);
        return
        [
            new Figure($"an item of {Few}", median, "ms"),
            new Figure($"an item of {many:#,##0}", one, "ms"),
            new Figure($"an item of {many:#,##0} against one of {Few}", one / median, "times"),
        ];
    }

    private static async Task<List<double>> SomeAsync(BenchServer server)
    {
        var times = new List<double>();
        for (var i = 0; i < 10; i++) times.Add(await OneAsync(server, Few));
        return times;
    }

    /// <returns>Milliseconds for each item, from the making of the first map's items to the end of the run.</returns>
    private static async Task<double> OneAsync(BenchServer server, int count)
    {
        await server.StartRunAsync("map", new JsonObject { ["count"] = count });
        await server.UntilEndedAsync();
        await using var db = server.Open();
        var run = await db.Runs.OrderByDescending(r => r.TriggeredAt).FirstAsync();
        var items = db.StepRuns.Where(s => s.RunId == run.Id && s.Item != StepRun.NoItem && s.State == StepState.Succeeded);
        if (run.State != RunState.Succeeded || await items.CountAsync() != 2 * count) throw new InvalidOperationException($"The run is {run.State} with {await items.CountAsync()} items: {run.Problem}");
        var began = await db.StepRuns.Where(s => s.RunId == run.Id && s.StepId == "each").MinAsync(s => s.StartedAt);
        return (run.EndedAt!.Value - began!.Value).TotalMilliseconds / (2 * count);
    }
}
