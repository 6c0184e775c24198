using GenOps.Core.Analytics;
using GenOps.Testing;
using GenOps.Testing.Measuring;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>What the keeping of sums adds to the processor time of a chain: one server that keeps them and one that does not, in turn.</summary>
internal static class KeeperBenchmark
{
    private const int AtOnce = 8;

    // The keeper follows every three seconds; what a turn left to it belongs to that turn.
    private static readonly TimeSpan Following = TimeSpan.FromSeconds(8);

    public static Task<IReadOnlyList<Figure>> OnSqliteAsync(BenchOptions options) => MeasureAsync("SQLite", options.Scale, null, null);

    public static async Task<IReadOnlyList<Figure>> OnPostgresAsync(BenchOptions options)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        return await MeasureAsync("PostgreSQL", options.Scale, await postgres.CreateDatabaseAsync("kept"), await postgres.CreateDatabaseAsync("bare"));
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string storage, double scale, string? kept, string? bare)
    {
        await using var provider = await InstantProvider.StartAsync();
        await using var on = await BenchServer.StartAsync(provider, AtOnce, kept);
        await using var off = await BenchServer.StartAsync(provider, AtOnce, bare, without: nameof(RollupKeeper));
        var medians = await SideBySide.MediansAsync(
            [
                new Contender("kept", "chains/s", count => ChainsASecondOfProcessorAsync(on, count, isKept: true)),
                new Contender("not kept", "chains/s", count => ChainsASecondOfProcessorAsync(off, count, isKept: false)),
            ],
            scale);
        return
        [
            new Figure($"{storage}: processor time of a chain, sums kept, median of {SideBySide.Rounds} in turn", 1000 / medians[0], "ms"),
            new Figure($"{storage}: the same, no sums kept", 1000 / medians[1], "ms"),
            new Figure($"{storage}: what the keeping of sums adds", 100 * ((medians[1] / medians[0]) - 1), "%"),
        ];
    }

    private static async Task<double> ChainsASecondOfProcessorAsync(BenchServer server, int count, bool isKept)
    {
        var before = server.Processes[0].ProcessorTime;
        await server.MeasureAsync(count, warmUp: 0);
        await Task.Delay(Following);
        var rate = count / (server.Processes[0].ProcessorTime - before).TotalSeconds;
        await using var db = server.Open();
        var waiting = await db.Database.SqlQueryRaw<long>("""SELECT COUNT(*) AS "Value" FROM "RunStamps" """).SingleAsync();
        return isKept == (waiting == 0) ? rate : throw new InvalidOperationException($"{waiting} stamps wait: sums are {(isKept ? "not " : "")}kept, and the figure would say nothing.");
    }
}
