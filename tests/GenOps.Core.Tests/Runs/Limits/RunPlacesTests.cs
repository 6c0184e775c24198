using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Limits;

public abstract class RunPlacesTests(DatabaseKind kind)
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

    private const string Reviewed = """
        name: two
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: second
            review: { of: [first], when: [always] }
          - id: out
            publish: { channel: folder, artifacts: [first] }
        outputs:
          - name: text
            artifacts: [first]
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Places_AllTaken_RunsWaitWithoutAWorkerAndGoByPriorityThenAge()
    {
        await using var engine = await PreparedAsync(Two, 1);
        var first = await StoppedBeforeSecondAsync(engine);
        var normal = await engine.StartRunAsync("two", ("notes", "b"));
        var high = await StartAsync(engine, RunPriority.High);
        foreach (var run in (RunId[])[normal, high]) await WorkAsync(engine, run);

        Assert.Equal([RunState.Running, RunState.Pending, RunState.Pending], await StatesAsync(engine, first, normal, high));
        var list = await engine.Make<RunListQuery>().ReadAsync(Actor.System, new RunListFilter { WaitsFor = WaitKind.RunPlace, WaitTarget = "two" }, None);
        Assert.Equal(new[] { normal, high }.OrderBy(r => r.Value), list.Rows.Select(r => r.Id).OrderBy(r => r.Value));
        Assert.All(list.Rows, r => Assert.Equal(("Waits for a place: two takes one run at a time.", true), (r.Waits!.Why, r.Waits.Since is not null)));
        Assert.Equal(0, await engine.SweepAsync());
        Assert.Single(engine.Provider.Bills());

        await engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(first, "second"), "", None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(first));
        Assert.Equal([RunState.Pending, RunState.Running], await StatesAsync(engine, normal, high));
        Assert.Equal(2, await WakesAsync(engine, high));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(high));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(normal));
    }

    [Fact]
    public async Task Places_OfAPausedRun_GoToTheNextAndAreTakenAgainInTurn()
    {
        await using var engine = await PreparedAsync(Two, 1);
        var first = await StoppedBeforeSecondAsync(engine);
        var next = await engine.StartRunAsync("two", ("notes", "b"));
        await WorkAsync(engine, next);

        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(first), "a look", null, None);
        Assert.Equal([RunState.Pending, RunState.Running], await StatesAsync(engine, first, next));
        foreach (var hold in (HoldTarget[])[new HoldTarget.OfRun(first), new HoldTarget.OfStep(first, "second")])
            await engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, hold, "", None);
        await WorkAsync(engine, first);
        Assert.Equal([RunState.Pending, RunState.Running], await StatesAsync(engine, first, next));
        Assert.Single(engine.Provider.Bills());

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(next));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(first));
    }

    [Fact]
    public async Task Places_OfARunThatWaitsForAPerson_GoToTheNext()
    {
        await using var engine = await PreparedAsync(Reviewed, 1);
        var first = await engine.StartRunAsync("two", ("notes", "a"));
        var next = await engine.StartRunAsync("two", ("notes", "b"));
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(next, "second"), "a look", null, None);
        Assert.Equal(RunState.WaitingForReview, await engine.DriveAsync(first));
        Assert.Equal(RunState.Running, (await engine.RunRowAsync(next)).State);
        await WorkAsync(engine, next);

        await using (var db = engine.Open())
        {
            var task = await db.ReviewTasks.SingleAsync(t => t.RunId == first);
            var hash = await db.OutputRevisions.Where(r => r.OutputId == task.OutputId).Select(r => r.Hash).SingleAsync();
            await engine.Get<DecideReview>().ExecuteAsync(Actor.System, new ReviewDecisionRequest(task.Id, ReviewVerdict.Approve, hash, null, null, "api"), None);
        }

        await WorkAsync(engine, first);
        Assert.Equal(RunState.Pending, (await engine.RunRowAsync(first)).State);
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, next, "", CancelMode.Drain, None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(first));
    }

    [Fact]
    public async Task Places_WithManyWorkersAtOnce_AreNeverMoreThanThereAre()
    {
        await using var engine = await PreparedAsync(Two, 2);
        await engine.Provider.ControlAsync(new FakeControl { LatencyMs = 30, LatencyMaxMs = 30 });
        for (var i = 0; i < 8; i++) await engine.StartRunAsync("two", ("notes", $"{i}"));
        var most = 0;
        var crowd = new EngineCrowd(engine, 6);
        await crowd.WorkToRestAsync(async () =>
        {
            await using var db = engine.Open();
            most = Math.Max(most, await db.Runs.CountAsync(r => r.State == RunState.Running));
            most = Math.Max(most, await db.StepRuns.Where(s => s.State == StepState.Running).Select(s => s.RunId).Distinct().CountAsync());
        });

        Assert.InRange(most, 1, 2);
        await using var after = engine.Open();
        Assert.Equal(8, await after.Runs.CountAsync(r => r.State == RunState.Succeeded));
        Assert.Equal(16, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task Places_FreedWithoutAWord_AreGivenByTheSweep_AndAllGoWithoutALimit()
    {
        await using var engine = await PreparedAsync(Two, 1);
        var first = await StoppedBeforeSecondAsync(engine);
        var waiting = new List<RunId>();
        for (var i = 0; i < 2; i++) waiting.Add(await engine.StartRunAsync("two", ("notes", $"{i}")));
        foreach (var run in waiting) await WorkAsync(engine, run);
        await using (var db = engine.Open())
            await db.Runs.Where(r => r.Id == first).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RunState.Cancelled).SetProperty(x => x.EndedAt, DateTime.UnixEpoch));

        await engine.SweepAsync();
        Assert.Equal([RunState.Running, RunState.Pending], await StatesAsync(engine, [.. waiting]));

        var wakes = await WakesAsync(engine, waiting[1]);
        await LimitAsync(engine, null);
        Assert.Equal(wakes + 1, await WakesAsync(engine, waiting[1]));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(waiting[1]));
    }

    [Fact]
    public async Task Priority_OfRunsThatWaitForAWorker_OrdersWhatIsTaken()
    {
        await using var engine = await PreparedAsync(Two, null);
        var low = await StartAsync(engine, RunPriority.Low);
        var normal = await engine.StartRunAsync("two", ("notes", "b"));
        var raised = await StartAsync(engine, RunPriority.Low);
        await engine.Get<SetRunPriority>().ExecuteAsync(Actor.System, raised, RunPriority.High, None);
        var wakes = new DueWakes(engine.Database.Contexts, engine.Database.Store, TimeProvider.System);

        foreach (var next in (RunId?[])[raised, normal, low, null]) Assert.Equal(next, await wakes.TakeAsync());
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, low, "", CancelMode.Drain, None);
        await Assert.ThrowsAsync<ConflictException>(() => engine.Get<SetRunPriority>().ExecuteAsync(Actor.System, low, RunPriority.High, None));
    }

    [Fact]
    public async Task Limits_OfAPipeline_AreKeptCheckedAndTold()
    {
        await using var engine = await PreparedAsync(Two, 7);
        await using var db = engine.Open();
        var pipeline = await db.Pipelines.AsNoTracking().SingleAsync();
        Assert.Equal((7, RunPriority.Normal), (pipeline.MostRunsAtOnce, pipeline.Priority));
        var set = engine.Get<SetPipelineLimits>();

        await set.ExecuteAsync(Actor.System, pipeline.Id, new PipelineLimits(7, RunPriority.Low), None);
        Assert.Equal(RunPriority.Low, (await engine.RunRowAsync(await engine.StartRunAsync("two", ("notes", "a")))).Priority);
        await Assert.ThrowsAsync<InvalidInputException>(() => set.ExecuteAsync(Actor.System, pipeline.Id, new PipelineLimits(0, RunPriority.Low), None));
        await Assert.ThrowsAsync<AccessDeniedException>(
            () => set.ExecuteAsync(new Actor(null, "reader", new HashSet<string> { Roles.Auditor }), pipeline.Id, new PipelineLimits(1, RunPriority.Low), None));
        Assert.Equal(
            "Set for runs of two: 7 at once, priority low",
            await db.AuditEntries.Where(e => e.Action == "pipeline.limits").OrderByDescending(e => e.At).Select(e => e.Summary).FirstAsync());
    }

    private async Task<EngineFixture> PreparedAsync(string yaml, int? places)
    {
        var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(yaml);
        await LimitAsync(engine, places);
        return engine;
    }

    private static async Task LimitAsync(EngineFixture engine, int? places)
    {
        await using var db = engine.Open();
        var pipeline = await db.Pipelines.Select(p => p.Id).SingleAsync();
        await engine.Get<SetPipelineLimits>().ExecuteAsync(Actor.System, pipeline, new PipelineLimits(places, RunPriority.Normal), None);
    }

    /// <summary>A run that has a place and keeps it, since only a step of it is held.</summary>
    private static async Task<RunId> StoppedBeforeSecondAsync(EngineFixture engine)
    {
        var run = await engine.StartRunAsync("two", ("notes", "a"));
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "second"), "a look", null, None);
        await WorkAsync(engine, run);
        return run;
    }

    private static Task<RunId> StartAsync(EngineFixture engine, RunPriority priority) => engine.Get<StartRun>().ExecuteAsync(
        Actor.System,
        new StartRunRequest("two", new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("c") }, null, "manual") { Priority = priority },
        None);

    private static Task WorkAsync(EngineFixture engine, RunId run) => engine.Get<RunWorker>().WorkAsync(run, None);

    private static async Task<RunState[]> StatesAsync(EngineFixture engine, params RunId[] runs)
    {
        var states = new List<RunState>();
        foreach (var run in runs) states.Add((await engine.RunRowAsync(run)).State);
        return [.. states];
    }

    private static async Task<int> WakesAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.Outbox.CountAsync(m => m.RunId == run);
    }
}

public sealed class RunPlacesTestsOnSqlite() : RunPlacesTests(DatabaseKind.Sqlite);

public sealed class RunPlacesTestsOnPostgres() : RunPlacesTests(DatabaseKind.Postgres);
