using System.Text.Json.Nodes;
using GenOps.Chaos.Cluster;
using GenOps.Chaos.Upgrade;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests.Upgrade;

/// <summary>What an earlier build left when it was killed with calls in every state (see Left/README.md) opens under this one.</summary>
public abstract class KilledInstallationTests(DatabaseKind storage)
{
    [Theory]
    [InlineData("")]
    [InlineData("-2026-11-28")]
    public async Task Start_OnWhatAKilledEarlierBuildLeft_LosesNoAnswerAndGoesOn(string build)
    {
        using var left = new KilledInstallation(Path.Combine(
            Repository.Root, "tests", "GenOps.EndToEnd.Tests", "Upgrade", "Left", $"{(storage == DatabaseKind.Sqlite ? "sqlite" : "postgres")}{build}.zip"));
        var spooled = Directory.GetFiles(Path.Combine(left.DataFolder, "spool"), "*.json").Select(f => new ModelCallId(Guid.Parse(Path.GetFileNameWithoutExtension(f)))).ToList();
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = storage, Left = left });

        await cluster.SettleAsync();
        Assert.Empty(await cluster.ViolationsAsync());
        await DecideAsync(cluster);

        Assert.Empty(await cluster.ViolationsAsync());
        await using var db = cluster.Open();
        Assert.Equal(
            [(RunState.Cancelled, 3), (RunState.Succeeded, 55)],
            (await db.Runs.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync()).Select(g => (g.Key, g.Count)).OrderBy(g => g.Key.ToString()));
        var calls = await db.ModelCalls.AsNoTracking().ToListAsync();
        Assert.Equal(
            [
                CallState.Applied, CallState.Unusable, CallState.Rejected, CallState.Superseded, CallState.Resubmitted, CallState.WrittenOff,
                CallState.LateCharge,
            ],
            calls.Select(c => c.State).Distinct().Order());
        Assert.Equal(5, spooled.Count);
        Assert.All(spooled, id => Assert.Equal(CallState.Applied, calls.Single(c => c.Id == id).State));
        Assert.All(spooled, id => Assert.Single(cluster.Bills(), b => b.IdempotencyKey == id.ToString()));
    }

    /// <summary>People approve what waits for them, and have what stays in doubt sent again; then every run ends.</summary>
    private static async Task DecideAsync(ChaosCluster cluster)
    {
        await using var db = cluster.Open();
        foreach (var review in await db.ReviewTasks.Where(t => t.State == ReviewState.Open).Select(t => t.Id).ToListAsync())
            Assert.True(await cluster.PostAsync($"/api/v1/reviews/{review}/decision", new JsonObject { ["decision"] = "approve" }));
        foreach (var call in await db.ModelCalls.Where(c => c.State == CallState.InDoubt).Select(c => c.Id).ToListAsync())
            Assert.True(await cluster.PostAsync($"/api/v1/calls/{call}/settle", new JsonObject { ["decision"] = "resubmit" }));
        await cluster.UntilAsync(async () => !await db.Runs.AnyAsync(r => r.EndedAt == null), "all runs to end");
        await cluster.SettleAsync();
    }
}

public sealed class KilledInstallationOnSqlite() : KilledInstallationTests(DatabaseKind.Sqlite);

public sealed class KilledInstallationOnPostgres() : KilledInstallationTests(DatabaseKind.Postgres);
