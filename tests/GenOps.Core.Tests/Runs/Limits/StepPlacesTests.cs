using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Limits;

public abstract class StepPlacesTests(DatabaseKind kind)
{
    private const string One = """
        name: one
        input: { notes: text }
        steps:
          - id: draft
            concurrency: 1
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [draft]
        """;

    private const string Mapped = """
        name: one
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Find the highlights of: {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            concurrency: 2
            map: { over: steps.facts.output.highlights, concurrency: 8 }
            prompt: { tier: small, template: "Write about {{ item }}" }
        outputs:
          - name: posts
            artifacts: [posts]
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Places_OfAStep_WaitVisiblyAndGoToTheMostUrgentRun()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var first = await engine.StartRunAsync("one", ("notes", "a"));
        var normal = await engine.StartRunAsync("one", ("notes", "b"));
        var high = await engine.StartRunAsync("one", ("notes", "c"));
        await engine.Get<SetRunPriority>().ExecuteAsync(Actor.System, high, RunPriority.High, None);

        var lease = Assert.Single(await TakeAsync(engine, first));
        Assert.Empty(await TakeAsync(engine, normal));
        Assert.Empty(await TakeAsync(engine, high));
        var waiting = await StepAsync(engine, normal);
        Assert.Equal((StepState.Ready, WaitKind.StepPlace, "one/draft"), (waiting.State, waiting.WaitsFor, waiting.WaitTarget));
        Assert.Equal("Waits: 1 of 'draft' is worked on at a time, over all runs.", waiting.Problem);
        Assert.Equal(0, await engine.SweepAsync());

        await lease.DisposeAsync();
        await using (var db = engine.Open())
            await db.StepRuns.Where(s => s.RunId == first).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StepState.Cancelled));
        var wakes = await WakesAsync(engine, high);
        await engine.SweepAsync();
        Assert.Equal(wakes + 1, await WakesAsync(engine, high));
        Assert.Empty(await TakeAsync(engine, normal));
        await Assert.Single(await TakeAsync(engine, high)).DisposeAsync();
        Assert.Equal(StepState.Running, (await StepAsync(engine, high)).State);
    }

    [Fact]
    public async Task Places_OfAMappedStep_AreSharedByAllRunsAndNeverMore()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.ControlAsync(new FakeControl { LatencyMs = 30, LatencyMaxMs = 30 });
        await engine.PublishAsync(Mapped);
        for (var i = 0; i < 3; i++) await engine.StartRunAsync("one", ("notes", "Faster search. Dark mode arrives. Exports to CSV."));
        var most = 0;
        var crowd = new EngineCrowd(engine, 4);
        await crowd.WorkToRestAsync(async () =>
        {
            await using var db = engine.Open();
            most = Math.Max(most, await db.StepRuns.CountAsync(s => s.State == StepState.Running && s.StepId == "posts" && s.Item != StepRun.NoItem));
        });

        Assert.InRange(most, 1, 2);
        await using var after = engine.Open();
        Assert.Equal(3, await after.Runs.CountAsync(r => r.State == RunState.Succeeded));
        Assert.False(await after.StepRuns.AnyAsync(s => s.WaitsFor != WaitKind.None));
    }

    private static async Task<List<StepLease>> TakeAsync(EngineFixture engine, RunId run) =>
        await engine.Get<StepClaims>().TakeAsync(await engine.RunRowAsync(run), PipelineDefinition.Parse(One), 8, None);

    private static async Task<StepRun> StepAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.StepRuns.AsNoTracking().SingleAsync(s => s.RunId == run);
    }

    private static async Task<int> WakesAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.Outbox.CountAsync(m => m.RunId == run);
    }
}

public sealed class StepPlacesTestsOnSqlite() : StepPlacesTests(DatabaseKind.Sqlite);

public sealed class StepPlacesTestsOnPostgres() : StepPlacesTests(DatabaseKind.Postgres);
