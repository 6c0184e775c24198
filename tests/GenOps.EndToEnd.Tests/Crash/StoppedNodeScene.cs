using GenOps.Chaos.Cluster;
using GenOps.Core.Faults;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>One of two nodes is stopped right before it sends, longer than its lease; the other one finishes its run; then it goes on.</summary>
public static class StoppedNodeScene
{
    public const string Notes = "Release 8: images load at once. The editor keeps drafts. Old links work again.";

    /// <summary>Plays it; the stopped node has come to its own end of the matter when it returns.</summary>
    /// <param name="cluster">Two nodes.</param>
    /// <param name="isHot">The slow way sees to what the hot one leaves, as if it had claimed it.</param>
    /// <param name="end">How the run ends at the other node.</param>
    public static async Task PlayAsync(ChaosCluster cluster, bool isHot, RunState end = RunState.Succeeded)
    {
        var keyed = ProviderMode.All.Single(m => m is { LookUp: false, Idempotent: true });
        var run = await cluster.StartRunToAsync(CrashPoint.SendingRecorded, keyed, Notes);
        var stopped = await cluster.OwnerAsync(run);
        await cluster.UntilAsync(() => StopsAsync(cluster, stopped), "the node to stop between two transactions");
        cluster.Plans.Continue(run);
        await cluster.UntilAsync(
            async () =>
            {
                await using var db = cluster.Open();
                return await db.Runs.AnyAsync(r => r.Id == run && r.State == end);
            },
            "the other node to finish the run");
        // Whoever takes up a step that was given back after the end dies over it, so that it can be seen.
        if (!isHot) cluster.Plans.Plan(run, $"{CrashPoint.Claimed} kill");
        var written = stopped.Output.Length;
        await stopped.SignalAsync("CONT");
        await cluster.UntilAsync(
            async () =>
            {
                await using var db = cluster.Open();
                var back = await db.StepRuns.AnyAsync(s => s.RunId == run && (s.State == StepState.Ready || s.State == StepState.Running));
                return back || stopped.Output.IndexOf("taken over by another worker", written, StringComparison.Ordinal) >= 0;
            },
            "the stopped node to notice");
    }

    /// <summary>Stopped inside a transaction it would keep the other from what that holds, for as long as its connection lives.</summary>
    private static async Task<bool> StopsAsync(ChaosCluster cluster, GenOpsProcess node)
    {
        await node.SignalAsync("STOP");
        await using var db = cluster.Open();
        var at = await db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").SingleAsync();
        for (var look = 0; look < 40; look++)
        {
            var open = await db.Database.SqlQueryRaw<int>(
                "SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < {0}", at).SingleAsync();
            if (open == 0) return true;
            await Task.Delay(50);
        }

        await node.SignalAsync("CONT");
        return false;
    }
}
