using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Inference.Protocol;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Calls whose step ended without them.</summary>
public abstract class LeftCallsTests(DatabaseKind kind)
{
    private const string Two = """
        name: two
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: facts
            prompt: { tier: small, template: "Facts: {{ input.notes }}" }
          - id: first
            needs: [facts]
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: second
            needs: [facts]
            prompt: { tier: small, template: "Translate: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [first, second]
        """;

    [Fact]
    public async Task End_WorkersLostWithCallsInDoubt_TakesWhatTheProviderKeptAndWritesOffTheRest()
    {
        await using var engine = await EngineFixture.StartAsync(kind, lookUp: true, timeout: TimeSpan.FromHours(1));
        await engine.Provider.ControlAsync(new FakeControl { Faults = [Lost("Shorten", isBilled: true), Lost("Translate", isBilled: false)], LookUpDelayMs = 3_600_000 });
        var run = await LoseFirstAsync(engine);
        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));
        Assert.Equal([CallState.Applied, CallState.InDoubt, CallState.InDoubt], (await engine.CallsAsync(run)).Select(c => c.State));

        using var left = engine.Make<LeftCalls>();
        Assert.Equal(0, await left.EndAsync(CancellationToken.None));
        await SendAtAsync(engine, run, DateTime.UtcNow.AddHours(-2));
        await engine.Provider.ControlAsync(new FakeControl { LookUpDelayMs = 0 });
        Assert.Equal(2, await left.EndAsync(CancellationToken.None));

        var calls = await engine.CallsAsync(run);
        var kept = Assert.Single(calls, c => c.State == CallState.Responded);
        var written = Assert.Single(calls, c => c.State == CallState.WrittenOff);
        Assert.Contains(engine.Provider.Bills(), b => b.IdempotencyKey == kept.Id.ToString());
        Assert.InRange(kept.CostNanos!.Value, 1, kept.ReservedNanos!.Value - 1);
        Assert.Equal(written.ReservedNanos, written.CostNanos);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal(0, await left.EndAsync(CancellationToken.None));
    }

    [Fact]
    public async Task End_RecordedAndNeverSent_IsSupersededAndKeepsNoRoom()
    {
        EngineFixture? started = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (work, _) =>
        {
            if (work.Step.Exceptions == 0) await BegunCalls.IntendAsync(started!, work);
            throw new InvalidOperationException("Before it was sent.");
        }));
        started = engine;
        await engine.PublishAsync(LostCalls.OneCall);
        var budget = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System,
            new CreateBudgetRequest { Scope = BudgetScope.CostCentre, Target = "marketing", Period = BudgetPeriod.Whole, Kind = BudgetKind.Hard, Money = MoneyMode.Live, AmountUsd = 10 },
            CancellationToken.None);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));
        Assert.Equal(CallState.Intent, Assert.Single(await engine.CallsAsync(run)).State);
        Assert.True((await BudgetAsync(engine, budget)).ReservedNanoUsd > 0);

        using var left = engine.Make<LeftCalls>();
        Assert.Equal(1, await left.EndAsync(CancellationToken.None));

        await using var db = engine.Open();
        Assert.Equal(CallState.Superseded, (await db.ModelCalls.SingleAsync(c => c.RunId == run)).State);
        var row = await BudgetAsync(engine, budget);
        Assert.Equal((0, 0), (row.SpentNanoUsd, row.ReservedNanoUsd));
    }

    [Fact]
    public async Task End_SentByAWorkerThatWentOnAndIsGone_IsDoubtedAndWrittenOff()
    {
        EngineFixture? started = null;
        AnswerTrail? trail = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (work, _) =>
        {
            if (work.Step.Exceptions == 0) trail = started!.Get<CallSpool>().Enter((await BegunCalls.SendAsync(started!, work)).Id);
            throw new InvalidOperationException("While it was under way.");
        }));
        started = engine;
        var (run, state) = await engine.RunAsync(LostCalls.OneCall, ("notes", "Search is faster."));
        Assert.Equal((RunState.Failed, CallState.Sending), (state, Assert.Single(await engine.CallsAsync(run)).State));
        await SendAtAsync(engine, run, DateTime.UtcNow.AddHours(-2));
        using var left = engine.Make<LeftCalls>();
        Assert.Equal(0, await left.EndAsync(CancellationToken.None));

        trail!.Dispose();
        Assert.Equal(1, await left.EndAsync(CancellationToken.None));
        Assert.Equal(CallState.InDoubt, Assert.Single(await engine.CallsAsync(run)).State);
        Assert.Equal(1, await left.EndAsync(CancellationToken.None));

        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((CallState.WrittenOff, call.ReservedNanos), (call.State, call.CostNanos));
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task End_CancelledWhileAPersonWasAsked_AsksNobodyAnyMore()
    {
        await using var engine = await EngineFixture.StartAsync(kind, policy: InDoubtPolicy.Hold);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        await engine.PublishAsync(LostCalls.OneCall);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await engine.DriveAsync(run);
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, run, "", CancelMode.Drain, CancellationToken.None);
        await SendAtAsync(engine, run, DateTime.UtcNow.AddHours(-2));

        using var left = engine.Make<LeftCalls>();
        Assert.Equal(1, await left.EndAsync(CancellationToken.None));

        Assert.Equal(CallState.WrittenOff, Assert.Single(await engine.CallsAsync(run)).State);
        await using var db = engine.Open();
        Assert.NotNull((await db.Holds.SingleAsync(h => h.RunId == run)).ReleasedAt);
    }

    [Fact]
    public async Task End_StepThatGoesOn_LeavesItsCallToIt()
    {
        await using var engine = await EngineFixture.StartAsync(kind, policy: InDoubtPolicy.Hold);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        await engine.PublishAsync(LostCalls.OneCall);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await engine.DriveAsync(run);
        await SendAtAsync(engine, run, DateTime.UtcNow.AddHours(-2));

        using var left = engine.Make<LeftCalls>();
        Assert.Equal(0, await left.EndAsync(CancellationToken.None));

        Assert.Equal(CallState.InDoubt, Assert.Single(await engine.CallsAsync(run)).State);
    }

    [Fact]
    public async Task Retry_StepStoppedWithACallThatWasGivenUp_AsksAnew()
    {
        await using var engine = await EngineFixture.StartAsync(kind, lookUp: true, timeout: TimeSpan.FromHours(1));
        await engine.Provider.FailAsync(Lost("Shorten", isBilled: false), Lost("Translate", isBilled: false));
        var run = await LoseFirstAsync(engine);
        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));
        await SendAtAsync(engine, run, DateTime.UtcNow.AddHours(-2));
        using var left = engine.Make<LeftCalls>();
        Assert.Equal(2, await left.EndAsync(CancellationToken.None));

        await engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "", CancellationToken.None);

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal([("facts", 0), ("first", 1), ("second", 1)], (await engine.StepsAsync(run)).Select(s => (s.StepId, s.Generation)));
    }

    /// <summary>A run two of whose calls are in doubt, the first of them in a step that was lost too often.</summary>
    private static async Task<RunId> LoseFirstAsync(EngineFixture engine)
    {
        // Two that look again and again would keep their worker for ever.
        engine.Get<IOptions<RecoveryOptions>>().Value.LookUpPause = TimeSpan.FromMinutes(1);
        await engine.PublishAsync(Two);
        var run = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);
        await LoseAsync(engine, run, "first");
        return run;
    }

    private static Fault Lost(string prompt, bool isBilled) => new() { Kind = FaultKind.Drop, Containing = prompt, Times = 1, Bill = isBilled };

    private static Task<BudgetRow> BudgetAsync(EngineFixture engine, BudgetId budget) => engine.Get<BudgetsQuery>().FindAsync(Actor.System, budget, CancellationToken.None);

    private static async Task SendAtAsync(EngineFixture engine, RunId run, DateTime at)
    {
        await using var db = engine.Open();
        await db.ModelCalls.Where(c => c.RunId == run && c.SentAt != null).ExecuteUpdateAsync(c => c.SetProperty(x => x.SentAt, at));
    }

    /// <summary>The step as the tenth dead worker leaves it.</summary>
    private static async Task LoseAsync(EngineFixture engine, RunId run, string step)
    {
        await using var db = engine.Open();
        var past = DateTime.UtcNow.AddMinutes(-1);
        await db.StepRuns.Where(s => s.RunId == run && s.StepId == step).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StepState.Running)
            .SetProperty(x => x.LeaseOwner, "gone").SetProperty(x => x.LeaseUntil, past).SetProperty(x => x.LostLeases, StepBreaks.MostLostLeases - 1));
    }
}

public sealed class LeftCallsTestsOnSqlite() : LeftCallsTests(DatabaseKind.Sqlite);

public sealed class LeftCallsTestsOnPostgres() : LeftCallsTests(DatabaseKind.Postgres);
