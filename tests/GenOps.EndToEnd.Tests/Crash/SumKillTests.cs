using GenOps.Chaos.Cluster;
using GenOps.Chaos.Kills;
using GenOps.Testing;
using Xunit.Abstractions;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>Whoever keeps the sums dies before, while and after writing them: nothing is counted twice, and nothing is missing.</summary>
public abstract class SumKillTests(DatabaseKind storage, int nodes, ITestOutputHelper output)
{
    // Each of the three points; the command line plays as many as one likes.
    private const int Kills = 3;

    [Fact]
    public async Task Kill_WhileSumsAreKept_LosesNothingAndCountsNothingTwice()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = storage, Nodes = nodes });

        Assert.Empty(await new SumKills(cluster, seed: 1, output.WriteLine).PlayAsync(Kills));
    }
}

public sealed class SumKillsOnSqlite(ITestOutputHelper output) : SumKillTests(DatabaseKind.Sqlite, 1, output);

public sealed class SumKillsOnPostgres(ITestOutputHelper output) : SumKillTests(DatabaseKind.Postgres, 2, output);
