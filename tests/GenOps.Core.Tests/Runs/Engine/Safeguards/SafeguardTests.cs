using GenOps.Core.Calls;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Core.Tests.Inference.Protocol;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine.Safeguards;

/// <summary>
/// What the protocol rests on is taken away, one at a time, and the same check that holds with it says so. That each request is posted once, and
/// that a call is said to be sent before it is, on the slow way, are taken from whole servers by the crash tests.
/// </summary>
public abstract class SafeguardTests(DatabaseKind kind)
{
    private static readonly TimeSpan Lease = new RecoveryOptions().Lease;

    [Fact]
    public async Task Without_WaitingForTheCommit_WhatNobodyKnowsOfIsBilled()
    {
        Assert.Equal(0, await BillsOfNoCallAsync(isHasty: false));
        Assert.Equal(1, await BillsOfNoCallAsync(isHasty: true));
    }

    [Theory]
    [InlineData(Way.Hot)]
    [InlineData(Way.HotNext)]
    [InlineData(Way.Slow)]
    public async Task Without_Fence_AStepIsEndedByWhomItWasTakenFrom(Way way)
    {
        Assert.Equal((StepState.Running, "another"), await StepOfAnotherAsync(way, null));
        Assert.Equal((StepState.Succeeded, ""), await StepOfAnotherAsync(way, Weakened.Fence));
    }

    [Theory]
    [InlineData(Way.Hot)]
    [InlineData(Way.HotNext)]
    [InlineData(Way.Slow)]
    public async Task Without_Deadline_ACallIsPostedAfterItsTime(Way way)
    {
        Assert.Equal((CallState.Superseded, 0), await CallAfterItsTimeAsync(way, null));
        Assert.Equal((CallState.Applied, 1), await CallAfterItsTimeAsync(way, Weakened.Deadline));
    }

    [Theory]
    [InlineData(Way.Hot)]
    [InlineData(Way.HotNext)]
    [InlineData(Way.Slow)]
    public async Task Without_BeingRegistered_WhatIsBeingSentIsSentAgain(Way way)
    {
        Assert.Equal(1, await BillsOfARunTakenOverAsync(way, null));
        Assert.Equal(2, await BillsOfARunTakenOverAsync(way, Weakened.Registered));
    }

    [Theory]
    [InlineData(Way.Hot)]
    [InlineData(Way.Slow)]
    public async Task Without_BytesFirst_WhatIsReadIsOnNoDisk(Way way)
    {
        Assert.True(await IsOnDiskWhenReadAsync(way, null));
        Assert.False(await IsOnDiskWhenReadAsync(way, Weakened.BytesFirst));
    }

    [Theory]
    [InlineData(Way.Hot)]
    [InlineData(Way.Slow)]
    public async Task Without_Identity_TheSameAnswerAgainIsChargedAgain(Way way)
    {
        Assert.Equal(1, await ChargesOfAnAnswerAgainAsync(way, null));
        Assert.Equal(2, await ChargesOfAnAnswerAgainAsync(way, Weakened.Identity));
    }

    /// <summary>The commit by which a call is born breaks off, which whoever is hasty does not wait for.</summary>
    private async Task<int> BillsOfNoCallAsync(bool isHasty)
    {
        var isBroken = false;
        await using var scene = new SafeguardScene(kind, Way.Hot)
        {
            OnCommit = async (unit, commit) =>
            {
                if (isBroken || unit is not ClaimUnit) return await commit(unit);
                isBroken = true;
                var broken = new BrokenUnit(unit);
                var committing = commit(broken);
                return await (isHasty ? broken.Written : committing);
            },
        };
        await scene.PlayAsync(null);

        await using var db = scene.Engine.Open();
        var known = await db.ModelCalls.Select(c => c.Id).ToListAsync();
        Assert.Equal(CallState.Applied, Assert.Single(await scene.Engine.CallsAsync(scene.Run)).State);
        return scene.Engine.Provider.Bills().Count(b => !known.Exists(id => id.ToString() == b.IdempotencyKey));
    }

    private async Task<(StepState State, string Owner)> StepOfAnotherAsync(Way way, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, way) { OnSending = s => s.TakeAwayAsync(1, "another", DateTime.UtcNow.AddHours(1)) };
        await scene.PlayAsync(without);
        var step = await scene.StepAsync();
        return (step.State, step.LeaseOwner);
    }

    /// <returns>What became of the first call, and how often it was billed.</returns>
    private async Task<(CallState State, int Bills)> CallAfterItsTimeAsync(Way way, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, way)
        {
            OnSending = s =>
            {
                if (way != Way.Slow) s.Time.Jump(Lease);
                return Task.CompletedTask;
            },
            OnFence = s => s.Time.Jump(way == Way.Slow ? Lease : TimeSpan.Zero),
        };
        await scene.PlayAsync(without);
        var (call, bills) = (await scene.CallsAsync())[0];
        return (call.State, bills);
    }

    /// <summary>A worker of the same process takes the step for lost just before its call is posted.</summary>
    private async Task<int> BillsOfARunTakenOverAsync(Way way, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, way)
        {
            OnSending = async s =>
            {
                await s.TakeAwayAsync(0, "lost", DateTime.UnixEpoch);
                await s.WorkAsync();
            },
        };
        await scene.PlayAsync(without);
        Assert.Equal(RunState.Succeeded, await scene.Engine.DriveAsync(scene.Run));
        return (await scene.CallsAsync()).Sum(c => c.Bills);
    }

    private async Task<bool> IsOnDiskWhenReadAsync(Way way, Action<IServiceCollection>? without)
    {
        bool? isThere = null;
        await using var scene = new SafeguardScene(kind, way)
        {
            OnReading = (s, body) => isThere = Directory.Exists(SpooledCalls.FolderOf(s.Engine))
                && Directory.EnumerateFiles(SpooledCalls.FolderOf(s.Engine)).Any(f => File.ReadAllBytes(f).AsSpan().IndexOf(body) >= 0),
        };
        await scene.PlayAsync(without);
        Assert.Single(scene.Engine.Provider.Bills());
        return isThere!.Value;
    }

    /// <summary>Nobody is told that an answer was committed, so it is recorded again.</summary>
    private async Task<long> ChargesOfAnAnswerAgainAsync(Way way, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, way)
        {
            OnCommit = async (unit, commit) =>
            {
                var done = await commit(unit);
                return done && unit is AnswerUnit ? throw new StoreCommitUnknownException(new IOException("The connection is lost.")) : done;
            },
        };
        await scene.PlayAsync(without);
        var call = Assert.Single(await scene.Engine.CallsAsync(scene.Run));
        if (way == Way.Slow)
        {
            var body = await scene.Engine.Get<CallLog>().AnswerAsync(call, CancellationToken.None);
            await scene.Engine.Get<CallAnswers>().RecordAsync(call.Id, body, call.ProviderRef, CancellationToken.None);
        }

        Assert.Equal(RunState.Succeeded, (await scene.Engine.RunRowAsync(scene.Run)).State);
        Assert.Single(scene.Engine.Provider.Bills());
        return (await scene.Engine.LedgerAsync(scene.Run)).Nanos / call.CostNanos!.Value;
    }
}

public sealed class SafeguardsOnSqlite() : SafeguardTests(DatabaseKind.Sqlite);

public sealed class SafeguardsOnPostgres() : SafeguardTests(DatabaseKind.Postgres);
