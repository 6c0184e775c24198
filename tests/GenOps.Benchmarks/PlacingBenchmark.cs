using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using GenOps.Testing;

namespace GenOps.Benchmarks;

/// <summary>Runs placed in a second, one by one and by the thousand, while a single worker waits for its provider.</summary>
internal static class PlacingBenchmark
{
    private const int Batch = 1000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        await using var provider = await InstantProvider.StartAsync(TimeSpan.FromMinutes(10));
        var figures = new List<Figure>();
        await using (var sqlite = await BenchServer.StartAsync(provider, runsAtOnce: 1)) figures.AddRange(await OfAsync(sqlite, "SQLite", scale));
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var server = await BenchServer.StartAsync(provider, runsAtOnce: 1, await postgres.CreateDatabaseAsync("placing"));
        figures.AddRange(await OfAsync(server, "PostgreSQL", scale));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> OfAsync(BenchServer server, string database, double scale)
    {
        var count = Measuring.Scaled(2000, scale);
        await server.StartRunsAsync(Measuring.Scaled(500, scale));
        var watch = Stopwatch.StartNew();
        await server.StartRunsAsync(count);
        var singly = new Figure($"runs placed singly, {database}", count / watch.Elapsed.TotalSeconds, "runs/s");
        try
        {
            await BatchAsync(server);
            var batches = Measuring.Scaled(10, scale);
            watch.Restart();
            for (var i = 0; i < batches; i++) await BatchAsync(server);
            return [singly, new Figure($"runs placed by {Batch:#,##0}, {database}", batches * Batch / watch.Elapsed.TotalSeconds, "runs/s")];
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            await Console.Error.WriteLineAsync("  LEFT OUT: runs placed by the thousand. This build does not take them.");
            return [singly];
        }
    }

    private static Task BatchAsync(BenchServer server) => server.PostAsync("runs:batch", new JsonObject
    {
        ["runs"] = new JsonArray([.. Enumerable.Range(0, Batch).Select(n => new JsonObject { ["pipeline"] = "chain", ["inputs"] = new JsonObject { ["text"] = $"Text number {n}." } })]),
    });
}
