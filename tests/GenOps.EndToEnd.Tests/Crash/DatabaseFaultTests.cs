using GenOps.Chaos.Cluster;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>PostgreSQL cuts its connections and crashes while calls are being paid.</summary>
public sealed class DatabaseFaultTests
{
    private const int Cuts = 6;

    [Fact]
    public async Task Fault_OfTheDatabase_LosesNoPaidAnswer()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = DatabaseKind.Postgres, OwnPostgres = true });
        var started = new List<Core.RunId>();
        // Quicker than a run takes, so that the cuts fall into commits of every kind.
        for (var cut = 0; cut < Cuts; cut++)
        {
            foreach (var mode in ProviderMode.All) started.AddRange(await StartAsync(cluster, mode));
            await cluster.Postgres!.TerminateConnectionsAsync(cluster.DatabaseName);
            NpgsqlConnection.ClearAllPools();
        }

        await cluster.Postgres!.CrashAsync();
        NpgsqlConnection.ClearAllPools();
        await cluster.SettleAsync();

        Assert.Empty(await cluster.ViolationsAsync());
        await using var db = cluster.Open();
        var ended = await db.Runs.Where(r => r.State == RunState.Succeeded || r.State == RunState.Running).Select(r => r.Id).ToListAsync();
        Assert.Subset(ended.ToHashSet(), started.ToHashSet());
        Assert.True(started.Count > Cuts, $"{started.Count} runs were started.");
    }

    /// <summary>None where the cut fell into the start itself: then the caller was told so.</summary>
    private static async Task<Core.RunId[]> StartAsync(ChaosCluster cluster, ProviderMode mode)
    {
        try
        {
            return [await cluster.StartRunAsync(mode, StoppedNodeScene.Notes)];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }
}
