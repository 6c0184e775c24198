using GenOps.Chaos.Cluster;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Faults;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>Two servers on one PostgreSQL: one dies, is stopped, has a full disk or a wrong clock.</summary>
public abstract class NodeFaultTests(bool isHot) : IAsyncLifetime
{
    private static readonly ProviderMode Plain = ProviderMode.All[^1];
    private ChaosCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = DatabaseKind.Postgres, Nodes = 2, IsHot = isHot });

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Fault_OfOneNode_TheOtherGoesOnAndNothingIsPaidTwice()
    {
        await StoppedNodeDoesNotSend();
        // What the crash matrix plays on both ways is played with a second node on one of them.
        if (isHot)
        {
            await AnswerInTheSpoolOfADeadNodeIsWaitedFor();
            await FullDiskAtTheSpoolLosesNothing();
            await JobsThatDeadNodesHadFetchedHoldNothingUp();
        }
        else
        {
            await CallOfADeadNodeIsNotSentAgainByItself();
            await ClocksThatDifferHoldNothingUp();
        }

        Assert.Empty(await cluster.ViolationsAsync());
    }

    private async Task AnswerInTheSpoolOfADeadNodeIsWaitedFor()
    {
        var run = await cluster.StartRunToAsync(CrashPoint.Spooled, Plain, StoppedNodeScene.Notes);
        await KillOwnerAndWaitForTheOtherAsync(run);
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        Assert.Equal([CallState.Applied], await FirstCallsAsync(run));
    }

    private async Task CallOfADeadNodeIsNotSentAgainByItself()
    {
        var run = await cluster.StartRunToAsync(CrashPoint.AnswerAwaited, Plain, StoppedNodeScene.Notes);
        var bills = cluster.Bills().Count;
        await KillOwnerAndWaitForTheOtherAsync(run);
        Assert.Equal(bills, cluster.Bills().Count);
        Assert.Equal([CallState.InDoubt], await FirstCallsAsync(run));
        // Once the node is back and has no answer on its disk, the policy holds: sent once more.
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        Assert.Equal([CallState.Resubmitted, CallState.Applied], await FirstCallsAsync(run));
    }

    private async Task StoppedNodeDoesNotSend()
    {
        var bills = cluster.Bills().Count;
        await StoppedNodeScene.PlayAsync(cluster, isHot);
        await cluster.SettleAsync();
        Assert.Equal(bills + 4, cluster.Bills().Count);
    }

    /// <summary>Hangfire gives them to nobody before their time is over; the sweep does not wait for that.</summary>
    private async Task JobsThatDeadNodesHadFetchedHoldNothingUp()
    {
        var run = await cluster.StartRunToAsync(CrashPoint.Taken, Plain, StoppedNodeScene.Notes);
        await cluster.KillAllAsync();
        await using var db = cluster.Open();
        Assert.True(await db.Database.SqlQueryRaw<int>("""SELECT count(*)::int AS "Value" FROM hangfire.jobqueue WHERE fetchedat IS NOT NULL""").SingleAsync() > 0);
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        Assert.Equal(RunState.Succeeded, (await db.Runs.SingleAsync(r => r.Id == run)).State);
        Assert.True(await db.Outbox.CountAsync(m => m.RunId == run) > 1, "No sweep has woken the run anew.");
    }

    private async Task FullDiskAtTheSpoolLosesNothing()
    {
        foreach (var node in cluster.Nodes) await node.LimitFilesAsync(256);
        var bills = cluster.Bills().Count;
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, StoppedNodeScene.Notes);
        await cluster.SettleAsync();
        Assert.Contains(cluster.Nodes, n => n.Output.Contains("The spool does not take the answer", StringComparison.Ordinal));
        Assert.Equal(bills + (4 * ProviderMode.All.Count), cluster.Bills().Count);
        foreach (var node in cluster.Nodes) await node.LimitFilesAsync(null);
    }

    private async Task ClocksThatDifferHoldNothingUp()
    {
        await cluster.KillAllAsync();
        cluster.Nodes[0].NextEnvironment[CrashPoints.ClockVariable] = "00:05:00";
        cluster.Nodes[1].NextEnvironment[CrashPoints.ClockVariable] = "-00:05:00";
        await cluster.RestartAllAsync();
        var run = await cluster.StartRunToAsync(CrashPoint.Claimed, Plain, StoppedNodeScene.Notes);
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, StoppedNodeScene.Notes, node: 1);
        var owner = await cluster.OwnerAsync(run);
        // Or the other node would wait at the same point.
        cluster.Plans.Clear();
        await owner.KillAsync();
        await using var db = cluster.Open();
        await cluster.UntilAsync(() => db.Runs.AnyAsync(r => r.Id == run && r.State == RunState.Succeeded), "the other node to take the run over");
        // What the dead node was just sending waits for it.
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        Assert.All(await db.Runs.Select(r => r.State).ToListAsync(), state => Assert.Equal(RunState.Succeeded, state));
    }

    private async Task KillOwnerAndWaitForTheOtherAsync(RunId run)
    {
        await (await cluster.OwnerAsync(run)).KillAsync();
        await cluster.UntilAsync(
            async () =>
            {
                await using var db = cluster.Open();
                return await db.StepRuns.AnyAsync(s => s.RunId == run && s.Problem.Contains("when that node is back"));
            },
            "the other node to wait for the dead one");
    }

    private async Task<List<CallState>> FirstCallsAsync(RunId run)
    {
        await using var db = cluster.Open();
        var step = await db.StepRuns.SingleAsync(s => s.RunId == run && s.StepId == "facts");
        return await db.ModelCalls.Where(c => c.StepRunId == step.Id).OrderBy(c => c.Attempt).Select(c => c.State).ToListAsync();
    }
}

public sealed class NodeFaultsOnTheHotWay() : NodeFaultTests(isHot: true);

public sealed class NodeFaultsOnTheSlowWay() : NodeFaultTests(isHot: false);
