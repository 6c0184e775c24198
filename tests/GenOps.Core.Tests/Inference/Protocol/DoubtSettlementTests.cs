using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Protocol;

/// <summary>Calls that may have been paid, at providers that can be asked.</summary>
public abstract class DoubtSettlementTests(DatabaseKind kind)
{
    private static readonly DateTime Now = DateTime.UtcNow;

    public static TheoryData<DateTime?> NoProof => new() { null, Now, Now.AddHours(3) };

    [Theory]
    [MemberData(nameof(NoProof))]
    public async Task LookUp_AbsentWithoutProof_WaitsAndSendsNothing(DateTime? sentAt)
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1));
        var run = await LostCalls.LoseAsync(engine, sentAt);

        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);

        Assert.Equal(CallState.InDoubt, Assert.Single(await engine.CallsAsync(run)).State);
        Assert.Equal((StepState.Ready, WaitKind.Doubt), (await engine.StepsAsync(run)).Select(s => (s.State, s.WaitsFor)).Single());
        Assert.Empty(engine.Provider.Bills());
    }

    [Fact]
    public async Task LookUp_AbsentLongAfterItsTimeout_IsSentAgainAndItsEstimateStands()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1));
        var run = await LostCalls.LoseAsync(engine, Now.AddHours(-2));

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        var calls = await engine.CallsAsync(run);
        Assert.Equal([CallState.Resubmitted, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal(calls[0].ReservedNanos, calls[0].CostNanos);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task LookUp_AbsentWhileTheClockIsBehind_ProvesByHowLongItWasLookedFor()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromSeconds(2));
        var run = await LostCalls.LoseAsync(engine, Now.AddHours(3));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        Assert.Equal(RunState.Succeeded, await engine.Get<RunDriver>().DriveToRestAsync(run, patience.Token));

        Assert.Equal([CallState.Resubmitted, CallState.Applied], (await engine.CallsAsync(run)).Select(c => c.State));
    }

    [Fact]
    public async Task LookUp_AbsentOnceMore_IsLeftToAPerson()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1), losses: 2);
        var run = await LostCalls.LoseAsync(engine, Now.AddHours(-2));
        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);
        Assert.Equal([CallState.Resubmitted, CallState.InDoubt], (await engine.CallsAsync(run)).Select(c => c.State));
        await LostCalls.SendAtAsync(engine, run, Now.AddHours(-2));

        Assert.Equal(RunState.Running, await engine.DriveAsync(run));

        Assert.Equal([CallState.Resubmitted, CallState.InDoubt], (await engine.CallsAsync(run)).Select(c => c.State));
        await using var db = engine.Open();
        Assert.Equal(WaitKind.Doubt, (await db.Holds.SingleAsync(h => h.ReleasedAt == null)).Cause);
    }

    [Fact]
    public async Task Supersede_OfACallThatAnotherWorkerPutInDoubtAndRepeats_IsNotItsOwnAnyMore()
    {
        await using var engine = await LostCalls.StartAsync(kind, TimeSpan.FromHours(1));
        var run = await LostCalls.LoseAsync(engine, Now);
        var call = Assert.Single(await engine.CallsAsync(run));
        await using (var db = engine.Open())
            await db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.Sending));

        await engine.Get<CallSending>().SupersedeAsync(call.Id, CallState.Sending, "The worker was stopped before it could send.", CancellationToken.None);

        Assert.Equal(CallState.Sending, Assert.Single(await engine.CallsAsync(run)).State);
    }
}

public sealed class DoubtSettlementTestsOnSqlite() : DoubtSettlementTests(DatabaseKind.Sqlite);

public sealed class DoubtSettlementTestsOnPostgres() : DoubtSettlementTests(DatabaseKind.Postgres);
