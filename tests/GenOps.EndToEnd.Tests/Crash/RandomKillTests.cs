using GenOps.Chaos.Cluster;
using GenOps.Chaos.Kills;
using GenOps.Testing;
using Xunit.Abstractions;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>
/// The promise of the paid-call protocol against kill -9 at random moments: no result is lost, no charge goes unrecorded,
/// and nothing is paid twice but by policy. The seed is printed, so that a failure can be played again by GENOPS_CRASH_SEED.
/// </summary>
public abstract class RandomKillTests(DatabaseKind storage, int nodes, ITestOutputHelper output)
{
    private const int Kills = 3;

    [Fact]
    public async Task Kill_AtRandom_KeepsEveryPromise()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("GENOPS_CRASH_SEED"), out var given) ? given : Random.Shared.Next(1, 1_000_000);
        output.WriteLine($"GENOPS_CRASH_SEED={seed}");
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = storage, Nodes = nodes, IsHot = true });

        var summary = await new RandomKills(cluster, seed, output.WriteLine).PlayAsync(Kills);

        Assert.Empty(summary.Violations);
        Assert.True(summary.Bills > 0);
    }
}

public sealed class RandomKillsOnSqlite(ITestOutputHelper output) : RandomKillTests(DatabaseKind.Sqlite, 1, output);

public sealed class RandomKillsOnPostgres(ITestOutputHelper output) : RandomKillTests(DatabaseKind.Postgres, 2, output);
