using System.Text.Json.Nodes;
using GenOps.Chaos.Cluster;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Faults;
using GenOps.Core.Levers.Batches;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using GenOps.FakeProvider;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>
/// The power goes inside what people and the engine itself command (K11, K12), the server is asked to stop, or its clock is set. Steps go the hot way beside
/// half of it.
/// </summary>
public abstract class LeverCrashTests(bool isHot) : IAsyncLifetime
{
    private const string Notes = "Release 9: sign-in is quicker. Tables sort by any column. The log can be searched.";
    private static readonly ProviderMode Plain = ProviderMode.All[^1];
    private ChaosCluster cluster = null!;

    /// <summary>Where the call of a run is made and was not sent; on the hot way nothing of it is recorded there.</summary>
    private CrashPoint Unsent => isHot ? CrashPoint.Registered : CrashPoint.Intended;

    public async Task InitializeAsync() => cluster = await ChaosCluster.StartAsync(new ChaosStart { IsHot = isHot });

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Kill_InsideCommandsAndStops_AllOrNothing()
    {
        // Each scene of what is shared is played beside one of the ways.
        if (isHot) await CommandsAndStopsBesideTheHotWay();
        else await CommandsBesideTheSlowWay();
        await CancelledBeforeItIsSentIsNeverSent();

        Assert.Empty(await cluster.ViolationsAsync());
    }

    private async Task CommandsAndStopsBesideTheHotWay()
    {
        await CancellingKilledInsideLeavesTheRunAlone();
        await BatchKilledAfterAnActDoesNotCallItRefused();
        await StoppedDuringCallsFinishesAndKeepsThem();
        await ClockSetForthAndBackHoldsNothingUp();
    }

    private async Task CommandsBesideTheSlowWay()
    {
        await StartingKilledBeforeItsCommitLeavesNothing();
        await StartingKilledAfterItsCommitIsSwept();
        await LeversKilledInsideLeaveEverythingAlone();
        await OccurrenceKilledInsideStartsOneRun();
    }

    private async Task StartingKilledBeforeItsCommitLeavesNothing()
    {
        await using var db = cluster.Open();
        foreach (var point in (CrashPoint[])[CrashPoint.LeverWriting, CrashPoint.LeverWritten])
        {
            cluster.Plans.Plan(null, $"{point} kill");
            await Assert.ThrowsAsync<HttpRequestException>(() => cluster.StartRunAsync(Plain, Notes));
            await RestartAfterEndAsync();
            Assert.Equal((0, 0, 0), (await db.Runs.CountAsync(), await db.Outbox.CountAsync(), await db.AuditEntries.CountAsync(e => e.Action == "run.start")));
        }
    }

    private async Task StartingKilledAfterItsCommitIsSwept()
    {
        cluster.Plans.Hold();
        await cluster.StartRunAsync(Plain, Notes);
        await cluster.KillAllAsync();
        cluster.Plans.Release();
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        await using var db = cluster.Open();
        Assert.Equal([RunState.Succeeded], await db.Runs.Select(r => r.State).ToListAsync());
    }

    private async Task CancellingKilledInsideLeavesTheRunAlone()
    {
        var run = await cluster.StartRunToAsync(Unsent, Plain, Notes);
        cluster.Plans.Plan(null, $"{CrashPoint.LeverWritten} kill");
        Assert.False(await CancelAsync(run));
        await RestartAfterEndAsync();
        await cluster.SettleAsync();
        await using var db = cluster.Open();
        var row = await db.Runs.SingleAsync(r => r.Id == run);
        Assert.Equal((false, RunState.Succeeded), (row.CancelRequested, row.State));
        Assert.Equal(0, await db.AuditEntries.CountAsync(e => e.Action == "run.cancel"));
    }

    private async Task LeversKilledInsideLeaveEverythingAlone()
    {
        var review = await ReviewAsync();
        (string Path, JsonObject Body)[] levers =
        [
            ($"/api/v1/pipelines/{Plain.Pipeline}/pause", new JsonObject { ["reason"] = "a test" }),
            ("/api/v1/reroutes", new JsonObject { ["fromProvider"] = "plain", ["toProvider"] = "keyed", ["reason"] = "a test" }),
            ($"/api/v1/reviews/{review}/decision", new JsonObject { ["decision"] = "approve" }),
        ];
        await using var db = cluster.Open();
        var entries = await db.AuditEntries.CountAsync();
        foreach (var (path, body) in levers)
        {
            cluster.Plans.Plan(null, $"{CrashPoint.LeverWritten} kill");
            Assert.False(await cluster.PostAsync(path, body), path);
            await RestartAfterEndAsync();
            await cluster.SettleAsync();
            Assert.Equal((path, entries), (path, await db.AuditEntries.CountAsync()));
        }

        Assert.Equal((0, 0), (await db.Holds.CountAsync(), await db.Reroutes.CountAsync()));
        Assert.Equal(ReviewState.Open, (await db.ReviewTasks.AsNoTracking().SingleAsync()).State);
        Assert.Equal(0, await db.PublishCalls.CountAsync());

        Assert.True(await cluster.PostAsync(levers[2].Path, levers[2].Body));
        await cluster.UntilAsync(() => db.PublishCalls.AnyAsync(), "the delivery after the approval");
        await cluster.SettleAsync();
    }

    private async Task<ReviewTaskId> ReviewAsync()
    {
        await cluster.StartRunAsync(ChaosPipelines.Reviewed, Notes);
        await using var db = cluster.Open();
        await cluster.UntilAsync(() => db.ReviewTasks.AnyAsync(), "the review");
        return (await db.ReviewTasks.SingleAsync()).Id;
    }

    private async Task BatchKilledAfterAnActDoesNotCallItRefused()
    {
        var run = await cluster.StartRunToAsync(Unsent, Plain, Notes);
        cluster.Plans.Plan(null, $"{CrashPoint.BatchActed} kill");
        Assert.True(await cluster.PostAsync("/api/v1/run-batches", new JsonObject
        {
            ["action"] = "pause",
            ["reason"] = "a test",
            ["filter"] = new JsonObject { ["text"] = run.ToString() },
        }));
        await RestartAfterEndAsync();
        await using var db = cluster.Open();
        await cluster.UntilAsync(() => db.RunBatches.AnyAsync(b => b.EndedAt != null), "the end of the batch");
        Assert.Equal(RunBatchItemState.Done, (await db.RunBatchItems.SingleAsync()).State);
        Assert.Equal(1, await db.Holds.CountAsync(h => h.RunId == run));
        Assert.True(await cluster.PostAsync($"/api/v1/runs/{run}/resume", new JsonObject()));
        cluster.Plans.Continue(run);
        await cluster.SettleAsync();
    }

    private async Task CancelledBeforeItIsSentIsNeverSent()
    {
        var bills = cluster.Bills().Count;
        var run = await cluster.StartRunToAsync(Unsent, Plain, Notes);
        Assert.True(await CancelAsync(run));
        cluster.Plans.Continue(run);
        await cluster.SettleAsync();
        await using var db = cluster.Open();
        var calls = await db.ModelCalls.Where(c => c.RunId == run).ToListAsync();
        Assert.Equal(isHot ? [] : [CallState.Superseded], calls.ConvertAll(c => c.State));
        Assert.Equal(bills, cluster.Bills().Count);
        Assert.Equal(RunState.Cancelled, (await db.Runs.SingleAsync(r => r.Id == run)).State);
    }

    private async Task OccurrenceKilledInsideStartsOneRun()
    {
        await using var db = cluster.Open();
        var pipeline = await db.Pipelines.SingleAsync(p => p.Name == Plain.Pipeline);
        cluster.Plans.Plan(null, $"{CrashPoint.OccurrenceTaken} kill");
        db.Add(new Schedule
        {
            Id = Id.New<ScheduleId>(),
            PipelineId = pipeline.Id,
            Cron = "0 0 1 1 *",
            TimeZone = "UTC",
            Inputs = new JsonObject { ["notes"] = Notes, ["marker"] = "none" }.ToJsonString(),
            Money = MoneyMode.Live,
            NextAt = TimeProvider.System.UtcNow().AddSeconds(-1),
            CreatedBy = "test",
        });
        await db.SaveChangesAsync();
        await RestartAfterEndAsync();
        await cluster.UntilAsync(() => db.ScheduleOccurrences.AnyAsync(), "the occurrence");
        await cluster.SettleAsync();
        Assert.Equal(1, await db.Runs.CountAsync(r => r.Trigger == "schedule" && r.State == RunState.Succeeded));
        Assert.Single(await db.ScheduleOccurrences.ToListAsync());
    }

    private async Task StoppedDuringCallsFinishesAndKeepsThem()
    {
        await SlowAsync(2500);
        var before = cluster.Bills().Count;
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Bills().Count >= before + ProviderMode.All.Count), "the bills");

        var code = await cluster.Nodes[0].StopAsync();

        await using var db = cluster.Open();
        var keys = cluster.Bills().Select(b => b.IdempotencyKey!).ToHashSet();
        var calls = await db.ModelCalls.AsNoTracking().ToListAsync();
        Assert.All(calls.Where(c => keys.Contains(c.Id.ToString())), c => Assert.True(c.State is CallState.Responded or CallState.Applied, $"{c.Id} is {c.State}"));
        Assert.Equal(0, code);
        await SlowAsync(2);
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
    }

    private async Task ClockSetForthAndBackHoldsNothingUp()
    {
        // Never behind the moment at which the prices were recorded: before that no model had one.
        foreach (var clock in (string[])["00:05:00", "00:00:00"])
        {
            foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes);
            await cluster.StartRunToAsync(Unsent, Plain, Notes);
            await cluster.KillAllAsync();
            cluster.Nodes[0].NextEnvironment[CrashPoints.ClockVariable] = clock;
            await cluster.RestartAllAsync();
        }

        await cluster.SettleAsync();
    }

    private async Task RestartAfterEndAsync()
    {
        await cluster.Nodes[0].WaitForEndAsync(ChaosCluster.Patience);
        await cluster.RestartAllAsync();
    }

    private Task<bool> CancelAsync(RunId run) => cluster.PostAsync($"/api/v1/runs/{run}/cancel", new JsonObject { ["reason"] = "a test" });

    private async Task SlowAsync(int milliseconds)
    {
        foreach (var provider in (FakeProvider.Client.FakeProviderProcess[])[cluster.Keyed, cluster.Keyless])
            await provider.ControlAsync(new FakeControl { LatencyMs = milliseconds, LatencyMaxMs = milliseconds });
    }
}

public sealed class LeverCrashesOnTheHotWay() : LeverCrashTests(isHot: true);

public sealed class LeverCrashesOnTheSlowWay() : LeverCrashTests(isHot: false);
