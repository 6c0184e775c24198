using GenOps.Chaos.Cluster;
using GenOps.Core.Faults;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Kills;

/// <summary>Kills servers at each moment of keeping the sums of the figures, while runs go on and while all sums are made anew.</summary>
public sealed class SumKills(ChaosCluster cluster, int seed, Action<string> say)
{
    private static readonly CrashPoint[] Points = [CrashPoint.SumsWorkedOut, CrashPoint.SumsWriting, CrashPoint.SumsWritten];
    private readonly Random random = new(seed);

    /// <summary>Kills, lets everything come to rest, and checks.</summary>
    /// <param name="kills">How often; each point in turn.</param>
    /// <returns>What is wrong, in plain words; empty when every sum is that of its rows.</returns>
    public async Task<IReadOnlyList<string>> PlayAsync(int kills)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            for (var i = random.Next(1, 4); i > 0; i--) await cluster.StartRunAsync(ProviderMode.All[random.Next(ProviderMode.All.Count)], $"Release {kill}: sums are kept.");
            // Every second life is spent on making all sums anew.
            if (kill % 2 == 1) await ForgetAsync();
            cluster.Plans.Plan(null, $"{Points[kill % Points.Length]} kill");
            await cluster.UntilAsync(() => Task.FromResult(cluster.Nodes.Any(n => !n.IsRunning)), $"a server to die at {Points[kill % Points.Length]}");
            await cluster.KillAllAsync();
            await cluster.RestartAllAsync();
            if (kill % 10 == 9) say($"{kill + 1} of {kills} kills");
        }

        await cluster.SettleAsync();
        return await cluster.ViolationsAsync();
    }

    /// <summary>Says that the sums there are were made by another calendar.</summary>
    private async Task ForgetAsync()
    {
        await using var db = cluster.Open();
        await db.RollupStates.ExecuteUpdateAsync(s => s.SetProperty(x => x.Zone, "none"));
    }
}
