using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Timeouts end what has had its time, and nothing else. Deadlines are moved in the database; no test waits for one.</summary>
public abstract class TimeoutTests(DatabaseKind kind)
{
    private const string Two = """
        name: two
        timeout: 1h
        input: { notes: text }
        steps:
          - id: first
            timeout: 1h
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: second
            prompt: { tier: small, template: "Praise: {{ steps.first.output }}" }
        outputs:
          - name: text
            artifacts: [second]
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Step_OverItsTimeWhileItsCallIsUnderWay_KeepsTheAnswerAndFails()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.ControlAsync(new FakeControl { LatencyMs = 1500, LatencyMaxMs = 1500 });
        var (run, state) = await engine.RunAsync(Two.Replace("    timeout: 1h", "    timeout: 1s", StringComparison.Ordinal), ("notes", "Search is faster."));

        Assert.Equal(RunState.Failed, state);
        Assert.Equal("Step 'first' failed: It took longer than its timeout of 1 second, pauses not counted.", (await engine.RunRowAsync(run)).Problem);
        Assert.Single(engine.Provider.Bills());
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((CallState.Responded, true), (call.State, call.AnswerHash is not null));
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal(StepState.Cancelled, await StateAsync(engine, run, "second"));

        await engine.Provider.ControlAsync(new FakeControl { LatencyMs = 0, LatencyMaxMs = 0 });
        await engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "it is quick again", None);
        Assert.Null((await engine.RunRowAsync(run)).Deadline);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Step_OverItsTimeWhileItWaits_IsFoundByTheSweepAndFailsWithoutACall()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 3600 });
        var run = await StartAsync(engine);
        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Equal(StepState.Ready, await StateAsync(engine, run, "first"));
        Assert.Equal(0, await engine.SweepAsync());

        await MoveStepDeadlineAsync(engine, run, TimeSpan.FromMinutes(-1));
        Assert.Equal(1, await engine.SweepAsync());
        await engine.Get<RunWorker>().WorkAsync(run, None);

        Assert.Equal(RunState.Failed, (await engine.RunRowAsync(run)).State);
        Assert.Equal(StepState.Failed, await StateAsync(engine, run, "first"));
        Assert.Empty(engine.Provider.Bills());
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(5, false)]
    public async Task Run_OverItsTime_IsGivenBackWhatItWasPaused(int pausedMinutes, bool goesOn)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var run = await PausedBeforeSecondAsync(engine);
        await MoveRunDeadlineAsync(engine, run, TimeSpan.FromMinutes(-10));
        await using (var db = engine.Open())
        {
            var began = TimeProvider.System.UtcNow().AddMinutes(-pausedMinutes);
            await db.Holds.ExecuteUpdateAsync(h => h.SetProperty(x => x.PlacedAt, began));
        }

        await engine.SweepAsync();
        await engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "second"), "", None);
        var state = await engine.DriveAsync(run);

        Assert.Equal(goesOn ? RunState.Succeeded : RunState.Failed, state);
        Assert.Equal(goesOn ? 2 : 1, engine.Provider.Bills().Count);
        Assert.Equal(goesOn ? "" : "It took longer than its timeout of 1 hour, pauses and reviews not counted.", (await engine.RunRowAsync(run)).Problem);
        await using var after = engine.Open();
        Assert.Equal(goesOn ? 0 : 1, await after.AuditEntries.CountAsync(e => e.Action == "run.timeout" && e.ObjectId == run.ToString()));
    }

    [Fact]
    public async Task Run_OverItsTimeWhileACallIsUnderWay_FinishesTheCallAndSendsNoOther()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.ControlAsync(new FakeControl { HoldAnswers = true });
        var run = await StartAsync(engine);
        var working = engine.Get<RunWorker>().WorkAsync(run, None);
        while ((await engine.CallsAsync(run)).All(c => c.State != CallState.Sending)) await Task.Delay(20);
        await MoveRunDeadlineAsync(engine, run, TimeSpan.FromMinutes(-1));
        await engine.SweepAsync();
        Assert.NotNull((await engine.RunRowAsync(run)).TimedOutAt);
        await engine.Provider.ControlAsync(new FakeControl { HoldAnswers = false });
        await working;

        Assert.Equal(RunState.Failed, (await engine.RunRowAsync(run)).State);
        Assert.Equal(StepState.Succeeded, await StateAsync(engine, run, "first"));
        Assert.Equal(StepState.Cancelled, await StateAsync(engine, run, "second"));
        Assert.Single(engine.Provider.Bills());

        await engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "", None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal(2, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task Run_WaitingForAPerson_HasItsTimeStandStill()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, state) = await engine.RunAsync(
            Two.Replace("outputs:", "  - id: sign_off\n    review: { of: [second], when: [always] }\n  - id: out\n    publish: { channel: folder, artifacts: [second] }\noutputs:", StringComparison.Ordinal),
            ("notes", "Search is faster."));
        Assert.Equal(RunState.WaitingForReview, state);
        await MoveRunDeadlineAsync(engine, run, TimeSpan.FromMinutes(-10));
        await using (var db = engine.Open())
        {
            var opened = TimeProvider.System.UtcNow().AddMinutes(-20);
            await db.ReviewTasks.ExecuteUpdateAsync(r => r.SetProperty(x => x.OpenedAt, opened));
        }

        await engine.SweepAsync();
        await ApproveAsync(engine, run);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    private static async Task<RunId> StartAsync(EngineFixture engine)
    {
        await engine.PublishAsync(Two);
        return await engine.StartRunAsync("two", ("notes", "Search is faster."));
    }

    private static async Task<RunId> PausedBeforeSecondAsync(EngineFixture engine)
    {
        var run = await StartAsync(engine);
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "second"), "a look", null, None);
        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Equal(StepState.Succeeded, await StateAsync(engine, run, "first"));
        return run;
    }

    private static async Task ApproveAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        var task = await db.ReviewTasks.SingleAsync(t => t.RunId == run);
        var revision = await db.OutputRevisions.Where(r => r.OutputId == task.OutputId).OrderByDescending(r => r.Number).FirstAsync();
        await engine.Get<DecideReview>().ExecuteAsync(Actor.System, new ReviewDecisionRequest(task.Id, ReviewVerdict.Approve, revision.Hash, null, null, "api"), None);
    }

    private static async Task MoveStepDeadlineAsync(EngineFixture engine, RunId run, TimeSpan fromNow)
    {
        await using var db = engine.Open();
        var at = TimeProvider.System.UtcNow() + fromNow;
        Assert.Equal(1, await db.StepRuns.Where(s => s.RunId == run && s.Deadline != null).ExecuteUpdateAsync(s => s.SetProperty(x => x.Deadline, at)));
    }

    private static async Task MoveRunDeadlineAsync(EngineFixture engine, RunId run, TimeSpan fromNow)
    {
        await using var db = engine.Open();
        var at = TimeProvider.System.UtcNow() + fromNow;
        Assert.Equal(1, await db.Runs.Where(r => r.Id == run && r.Deadline != null).ExecuteUpdateAsync(r => r.SetProperty(x => x.Deadline, at)));
    }

    private static async Task<StepState> StateAsync(EngineFixture engine, RunId run, string step)
    {
        await using var db = engine.Open();
        return await db.StepRuns.Where(s => s.RunId == run && s.StepId == step).Select(s => s.State).SingleAsync();
    }
}

public sealed class TimeoutTestsOnSqlite() : TimeoutTests(DatabaseKind.Sqlite);

public sealed class TimeoutTestsOnPostgres() : TimeoutTests(DatabaseKind.Postgres);
