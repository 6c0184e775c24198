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
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_Fence_AStepIsEndedByWhomItWasTakenFrom(bool isHot)
    {
        Assert.Equal((StepState.Running, "another"), await StepOfAnotherAsync(isHot, null));
        Assert.Equal((StepState.Succeeded, ""), await StepOfAnotherAsync(isHot, Weakened.Fence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_Deadline_ACallIsPostedAfterItsTime(bool isHot)
    {
        Assert.Equal((CallState.Superseded, 0), await CallAfterItsTimeAsync(isHot, null));
        Assert.Equal((CallState.Applied, 1), await CallAfterItsTimeAsync(isHot, Weakened.Deadline));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_BeingRegistered_WhatIsBeingSentIsSentAgain(bool isHot)
    {
        Assert.Equal(1, await BillsOfARunTakenOverAsync(isHot, null));
        Assert.Equal(2, await BillsOfARunTakenOverAsync(isHot, Weakened.Registered));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_BytesFirst_WhatIsReadIsOnNoDisk(bool isHot)
    {
        Assert.True(await IsOnDiskWhenReadAsync(isHot, null));
        Assert.False(await IsOnDiskWhenReadAsync(isHot, Weakened.BytesFirst));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_Identity_TheSameAnswerAgainIsChargedAgain(bool isHot)
    {
        Assert.Equal(1, await ChargesOfAnAnswerAgainAsync(isHot, null));
        Assert.Equal(2, await ChargesOfAnAnswerAgainAsync(isHot, Weakened.Identity));
    }

    /// <summary>The commit by which a call is born breaks off, which whoever is hasty does not wait for.</summary>
    private async Task<int> BillsOfNoCallAsync(bool isHasty)
    {
        var isBroken = false;
        await using var scene = new SafeguardScene(kind, isHot: true)
        {
            OnCommit = async (unit, commit) =>
            {
                if (isBroken || unit is not StartUnit) return await commit(unit);
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

    private async Task<(StepState State, string Owner)> StepOfAnotherAsync(bool isHot, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, isHot) { OnSending = s => s.TakeAwayAsync(1, "another", DateTime.UtcNow.AddHours(1)) };
        await scene.PlayAsync(without);
        var step = Assert.Single(await scene.Engine.StepsAsync(scene.Run));
        return (step.State, step.LeaseOwner);
    }

    /// <returns>What became of the first call, and how often it was billed.</returns>
    private async Task<(CallState State, int Bills)> CallAfterItsTimeAsync(bool isHot, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, isHot)
        {
            OnSending = s =>
            {
                if (isHot) s.Time.Jump(Lease);
                return Task.CompletedTask;
            },
            OnFence = s => s.Time.Jump(isHot ? TimeSpan.Zero : Lease),
        };
        await scene.PlayAsync(without);
        await using var db = scene.Engine.Open();
        var first = await db.ModelCalls.OrderBy(c => c.CreatedAt).FirstAsync();
        return (first.State, scene.Engine.Provider.Bills().Count(b => b.IdempotencyKey == first.Id.ToString()));
    }

    /// <summary>A worker of the same process takes the step for lost just before its call is posted.</summary>
    private async Task<int> BillsOfARunTakenOverAsync(bool isHot, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, isHot)
        {
            OnSending = async s =>
            {
                await s.TakeAwayAsync(0, "lost", DateTime.UnixEpoch);
                await s.WorkAsync();
            },
        };
        await scene.PlayAsync(without);
        Assert.Equal(RunState.Succeeded, await scene.Engine.DriveAsync(scene.Run));
        return scene.Engine.Provider.Bills().Count;
    }

    private async Task<bool> IsOnDiskWhenReadAsync(bool isHot, Action<IServiceCollection>? without)
    {
        bool? isThere = null;
        await using var scene = new SafeguardScene(kind, isHot)
        {
            OnReading = (s, body) => isThere = Directory.Exists(SpooledCalls.FolderOf(s.Engine))
                && Directory.EnumerateFiles(SpooledCalls.FolderOf(s.Engine)).Any(f => File.ReadAllBytes(f).AsSpan().IndexOf(body) >= 0),
        };
        await scene.PlayAsync(without);
        Assert.Single(scene.Engine.Provider.Bills());
        return isThere!.Value;
    }

    /// <summary>Nobody is told that an answer was committed, so it is recorded again.</summary>
    private async Task<long> ChargesOfAnAnswerAgainAsync(bool isHot, Action<IServiceCollection>? without)
    {
        await using var scene = new SafeguardScene(kind, isHot)
        {
            OnCommit = async (unit, commit) =>
            {
                var done = await commit(unit);
                return done && unit is AnswerUnit ? throw new StoreCommitUnknownException(new IOException("The connection is lost.")) : done;
            },
        };
        await scene.PlayAsync(without);
        var call = Assert.Single(await scene.Engine.CallsAsync(scene.Run));
        if (!isHot)
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
