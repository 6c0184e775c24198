using GenOps.Core.Analytics;
using GenOps.Testing;
using GenOps.Testing.Measuring;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>What the keeping of sums adds to the processor time of a chain: one server that keeps them and one that does not, in turn.</summary>
internal static class KeeperBenchmark
{
    private const int AtOnce = 8;

    // A round of the keeper costs the same for one chain as for a hundred: of few chains a turn would tell what rounds cost, not what chains do.
    private const int ChainsOfATurn = 1_200;

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
        var chains = Measuring.Scaled(ChainsOfATurn, scale);
        List<Func<Task<double>>> turns =
        [
            () => ProcessorTimeOfAChainAsync(on, chains, isKept: true),
            () => ProcessorTimeOfAChainAsync(off, chains, isKept: false),
        ];
        // The first of each is of a cold one.
        foreach (var turn in turns) await turn();
        var medians = (await Alternation.RunAsync(SideBySide.Rounds, turns)).Select(Alternation.Median).ToList();
        return
        [
            new Figure($"{storage}: processor time of a chain, sums kept, median of {SideBySide.Rounds} in turn", medians[0], "ms"),
            new Figure($"{storage}: the same, no sums kept", medians[1], "ms"),
            new Figure($"{storage}: what the keeping of sums adds", 100 * ((medians[0] / medians[1]) - 1), "%"),
        ];
    }

    private static async Task<double> ProcessorTimeOfAChainAsync(BenchServer server, int count, bool isKept)
    {
        var before = server.Processes[0].ProcessorTime;
        await server.MeasureAsync(count, warmUp: 0);
        await Task.Delay(Following);
        var milliseconds = (server.Processes[0].ProcessorTime - before).TotalMilliseconds / count;
        await using var db = server.Open();
        var waiting = await db.Database.SqlQueryRaw<long>("""SELECT COUNT(*) AS "Value" FROM "RunStamps" """).SingleAsync();
        return isKept == (waiting == 0) ? milliseconds : throw new InvalidOperationException($"{waiting} stamps wait: sums are {(isKept ? "not " : "")}kept, and the figure would say nothing.");
    }
}
