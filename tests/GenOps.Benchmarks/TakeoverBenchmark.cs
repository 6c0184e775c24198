using System.Diagnostics;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Processes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Benchmarks;

/// <summary>How long a dead worker's step lies idle: from kill -9 until another worker has it, with the default lease and sweep.</summary>
internal static class TakeoverBenchmark
{
    private const int Times = 3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(double scale)
    {
        var certificate = KeysCertificate.Make();
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var provider = await InstantProvider.StartAsync(TimeSpan.FromSeconds(5));
        await using var server = await BenchServer.StartWorkersAsync(provider, workers: 2, runsAtOnce: 1, await postgres.CreateDatabaseAsync("takeover"), certificate);
        var seconds = new List<double>();
        for (var i = 0; i < Times; i++) seconds.Add(await OnceAsync(server));
        File.Delete(certificate);
        return [new Figure($"kill -9 of a worker until another has its step, worst of {Times}", seconds.Max(), "s")];
    }

    private static async Task<double> OnceAsync(BenchServer server)
    {
        await server.StartRunsAsync(1);
        var held = await WatchAsync(server, s => s.State == StepState.Running);
        var victim = server.Processes.Skip(1).Single(p => held.LeaseOwner.Contains($"/{p.ProcessId}/", StringComparison.Ordinal));
        await victim.KillAsync();
        var watch = Stopwatch.StartNew();
        await WatchAsync(server, s => s.Id == held.Id && s.LeaseEpoch > held.LeaseEpoch);
        var took = watch.Elapsed.TotalSeconds;
        // Its call is in doubt until it is back: only it knows whether it has the answer.
        await victim.RestartAsync();
        await server.UntilEndedAsync();
        return took;
    }

    private static async Task<StepRun> WatchAsync(BenchServer server, System.Linq.Expressions.Expression<Func<StepRun, bool>> wanted)
    {
        while (true)
        {
            await using var db = server.Open();
            if (await db.StepRuns.AsNoTracking().Where(s => s.EndedAt == null).FirstOrDefaultAsync(wanted) is { } step) return step;
            await Task.Delay(50);
        }
    }
}
