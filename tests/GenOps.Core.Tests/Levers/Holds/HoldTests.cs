using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Levers.Holds;

public abstract class HoldTests(DatabaseKind kind)
{
    private const string Two = """
        name: two
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: second
            prompt: { tier: small, template: "Praise: {{ steps.first.output }}" }
        outputs:
          - name: text
            artifacts: [second]
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Pause_Pipeline_SendsNothingAndTakesNoRunUntilResumed()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, pipeline) = await StartAsync(engine);
        await PauseAsync(engine, new HoldTarget.OfPipeline(pipeline, true));

        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Empty(engine.Provider.Bills());
        await Assert.ThrowsAsync<ConflictException>(() => engine.StartRunAsync("two", ("notes", "x")));
        await Assert.ThrowsAsync<ConflictException>(() => PauseAsync(engine, new HoldTarget.OfPipeline(pipeline, true)));

        await ResumeAsync(engine, new HoldTarget.OfPipeline(pipeline, true));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal(2, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task Pause_IntakeOnly_TakesNoNewRunAndLetsOthersGoOn()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, pipeline) = await StartAsync(engine);
        await PauseAsync(engine, new HoldTarget.OfPipeline(pipeline, RunsUnderWay: false));

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        await Assert.ThrowsAsync<ConflictException>(() => engine.StartRunAsync("two", ("notes", "x")));

        await ResumeAsync(engine, new HoldTarget.OfPipeline(pipeline, true));
        await engine.StartRunAsync("two", ("notes", "x"));
    }

    [Fact]
    public async Task Pause_StepNotYetReached_StopsTheRunThereAndTheSweepLeavesItAlone()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, _) = await StartAsync(engine);
        await PauseAsync(engine, new HoldTarget.OfStep(run, "second"));

        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(0, await engine.SweepAsync());
        await Assert.ThrowsAsync<ConflictException>(() => PauseAsync(engine, new HoldTarget.OfStep(run, "first")));

        await ResumeAsync(engine, new HoldTarget.OfStep(run, "second"));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal(2, engine.Provider.Bills().Count);
        var done = (await engine.Make<RunDetailQuery>().FindAsync(Actor.System, run, None))!;
        var bars = (await engine.Make<RunTimelineQuery>().OfAsync(Actor.System, done, None)).Bars;
        Assert.Equal([false, true], bars.Select(b => b.Of(TimeUse.Wait) > TimeSpan.Zero));
    }

    [Fact]
    public async Task Pause_RunWithAnEnd_GoesOnByItselfAndSaysSoInTheAuditTrail()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, _) = await StartAsync(engine);
        await engine.Get<PlaceHold>().ExecuteAsync(Operator, new HoldTarget.OfRun(run), "a look", TimeProvider.System.UtcNow().AddHours(1), None);
        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Empty(engine.Provider.Bills());
        Assert.Equal(0, await engine.Get<ReleaseHold>().EndDueAsync(None));
        await using (var clock = engine.Open())
        {
            var past = TimeProvider.System.UtcNow().AddSeconds(-1);
            await clock.Holds.ExecuteUpdateAsync(h => h.SetProperty(x => x.Until, past));
        }

        Assert.Equal(1, await engine.Get<ReleaseHold>().EndDueAsync(None));
        Assert.Equal(0, await engine.Get<ReleaseHold>().EndDueAsync(None));

        await using var db = engine.Open();
        Assert.Equal(2, await db.Outbox.CountAsync(m => m.RunId == run));
        Assert.Equal(
            ["run.pause", "hold.end"],
            await db.AuditEntries.Where(e => e.ObjectId == run.ToString() && e.Action != "run.start").OrderBy(e => e.At).Select(e => e.Action).ToListAsync());
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Pause_Provider_HoldsItsStepsWithoutKeepingAWorkerAndGoesOnAfterwards()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, _) = await StartAsync(engine);
        await PauseAsync(engine, new HoldTarget.OfProvider("fake"));

        await engine.Get<RunWorker>().WorkAsync(run, None);
        await engine.Get<RunWorker>().WorkAsync(run, None);
        await using (var db = engine.Open())
        {
            var step = await db.StepRuns.AsNoTracking().SingleAsync(s => s.RunId == run && s.StepId == "first");
            Assert.Equal((StepState.Ready, "fake", 1), (step.State, step.HeldFor, step.Attempts));
        }

        Assert.Equal(0, await engine.SweepAsync());
        Assert.Empty(engine.Provider.Bills());

        await ResumeAsync(engine, new HoldTarget.OfProvider("fake"));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Resume_ManyRuns_WakesThemAFewEachSecond()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (_, pipeline) = await StartAsync(engine);
        for (var i = 0; i < 6; i++) await engine.StartRunAsync("two", ("notes", $"{i}"));
        await using var db = engine.Open();
        await db.Outbox.ExecuteDeleteAsync();
        await PauseAsync(engine, new HoldTarget.OfPipeline(pipeline, true));

        await ResumeAsync(engine, new HoldTarget.OfPipeline(pipeline, true));

        // Three a second, as the fixture sets it: 3, 3 and 1.
        var due = await db.Outbox.GroupBy(m => m.DueAt).OrderBy(g => g.Key).Select(g => g.Count()).ToListAsync();
        Assert.Equal([3, 3, 1], due);
        Assert.Equal(4, await db.StepRuns.CountAsync(s => s.StepId == "first" && s.ReadyAt > db.Outbox.Min(m => m.DueAt)));
    }

    [Fact]
    public async Task Cancel_Drain_FinishesAndKeepsThePaidCall()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, working) = await UnderWayAsync(engine);

        await engine.Get<CancelRun>().ExecuteAsync(Operator, run, "", CancelMode.Drain, None);
        await engine.Provider.ControlAsync(new FakeControl { HoldAnswers = false });
        await working;

        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((RunState.Cancelled, CallState.Applied), ((await engine.RunRowAsync(run)).State, call.State));
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Cancel_Abort_BreaksTheCallOffAndTheEstimateStands()
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Resubmit);
        var (run, working) = await UnderWayAsync(engine);

        await engine.Get<CancelRun>().ExecuteAsync(Operator, run, "", CancelMode.Abort, None);
        await working;

        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((RunState.Cancelled, CallState.WrittenOff), ((await engine.RunRowAsync(run)).State, call.State));
        Assert.True(call.ReservedNanos > 0);
        Assert.Equal(call.ReservedNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Levers_BySomebodyWhoIsNoOperator_AreRefused()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, _) = await StartAsync(engine);
        var reviewer = new Actor(null, "Rea", new HashSet<string> { Roles.Reviewer });

        await Assert.ThrowsAsync<AccessDeniedException>(() => engine.Get<PlaceHold>().ExecuteAsync(reviewer, new HoldTarget.OfRun(run), "why", null, None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => engine.Get<ReleaseHold>().ExecuteAsync(reviewer, new HoldTarget.OfRun(run), "", None));
        await Assert.ThrowsAsync<InvalidInputException>(() => engine.Get<PlaceHold>().ExecuteAsync(Operator, new HoldTarget.OfRun(run), " ", null, None));
        await Assert.ThrowsAsync<NotFoundException>(() => PauseAsync(engine, new HoldTarget.OfProvider("nobody")));
        await Assert.ThrowsAsync<ConflictException>(() => ResumeAsync(engine, new HoldTarget.OfRun(run)));
    }

    private static Actor Operator { get; } = new(null, "Olga", new HashSet<string> { Roles.Operator });

    private static async Task<(RunId Run, PipelineId Pipeline)> StartAsync(EngineFixture engine)
    {
        await engine.PublishAsync(Two);
        var run = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        return (run, (await engine.RunRowAsync(run)).PipelineId);
    }

    /// <summary>A run whose first call the provider has charged and does not answer.</summary>
    private static async Task<(RunId Run, Task Working)> UnderWayAsync(EngineFixture engine)
    {
        await engine.Provider.ControlAsync(new FakeControl { HoldAnswers = true });
        var (run, _) = await StartAsync(engine);
        var working = Task.Run(() => engine.Get<RunWorker>().WorkAsync(run, None));
        while ((await engine.Provider.ReportAsync()).Requests == 0) await Task.Delay(20);
        return (run, working);
    }

    private static Task PauseAsync(EngineFixture engine, HoldTarget target) =>
        engine.Get<PlaceHold>().ExecuteAsync(Operator, target, "prices are being checked", null, None);

    private static Task ResumeAsync(EngineFixture engine, HoldTarget target) =>
        engine.Get<ReleaseHold>().ExecuteAsync(Operator, target, "", None);
}

public sealed class HoldTestsOnSqlite() : HoldTests(DatabaseKind.Sqlite);

public sealed class HoldTestsOnPostgres() : HoldTests(DatabaseKind.Postgres);
