using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Levers;

public abstract class RetryRerunTests(DatabaseKind kind)
{
    private const string Chain = """
        name: chain
        input: { notes: text, tone: { type: text, required: false } }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Find the highlights of: {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight, concurrency: 1 }
            prompt: { tier: small, template: "Write a post about {{ highlight }}" }
          - id: check
            judge: { of: [posts], rubric: "Complete and true" }
          - id: sign_off
            review: { of: [posts], when: [always] }
          - id: out
            publish: { channel: folder, artifacts: [posts] }
        outputs:
          - name: kit
            artifacts: [posts]
        """;

    private const string Notes = "Faster search. Dark mode arrives. Exports to CSV.";

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Retry_AfterAnItemFailed_PaysOnlyWhatIsMissingAndGoesThroughTheReview()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Chain);
        var run = await engine.StartRunAsync("chain", ("notes", Notes));
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "posts"), "facts first", null, None);
        await engine.Get<RunWorker>().WorkAsync(run, None);
        await engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "posts"), "", None);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Empty });
        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));
        await engine.Provider.FailAsync();
        var failedBills = engine.Provider.Bills().Count;
        var before = await StepsAsync(engine, run);
        Assert.Contains(before, s => s is { State: StepState.Failed, Item: >= 0 });

        await engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "the model is well again", None);
        Assert.Equal(RunState.WaitingForReview, await engine.DriveAsync(run));

        var after = await StepsAsync(engine, run);
        Assert.Equal(0, after.Single(s => s.StepId == "facts").Generation);
        Assert.All(after.Where(s => s.Item >= 0), s => Assert.Equal(StepState.Succeeded, s.State));
        var items = after.Count(s => s.Item >= 0);
        // One call for each item, none of which had succeeded, and one for the judge; the facts are not paid again.
        Assert.Equal(failedBills + items + 1, engine.Provider.Bills().Count);
        Assert.Equal((await engine.CallsAsync(run)).Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
        Assert.Equal("", (await engine.RunRowAsync(run)).Problem);
        await Assert.ThrowsAsync<ConflictException>(() => engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "", None));
    }

    [Fact]
    public async Task Rerun_FromALaterStep_TakesOverWhatWasDoneAndPaysOnlyTheRest()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (first, state) = await engine.RunAsync(Chain, ("notes", Notes));
        Assert.Equal(RunState.WaitingForReview, state);
        var bills = engine.Provider.Bills().Count;

        var again = await engine.Get<RerunRun>().ExecuteAsync(Actor.System, new RerunRequest(first) { FromStep = "check" }, None);
        Assert.Equal(RunState.WaitingForReview, await engine.DriveAsync(again));

        Assert.Equal(bills + 1, engine.Provider.Bills().Count);
        Assert.Equal("check", (await CalledStepsAsync(engine, again)).Single());
        var steps = await StepsAsync(engine, again);
        Assert.All(steps.Where(s => s.StepId is "facts" or "posts"), s => Assert.Equal(first, s.ReusedFrom));
        Assert.All(steps.Where(s => s.StepId is "check" or "sign_off" or "out"), s => Assert.Null(s.ReusedFrom));
        Assert.Equal(first, (await engine.RunRowAsync(again)).RerunOf);
        Assert.Equal(
            (await StepsAsync(engine, first)).Where(s => s.StepId == "posts").Select(s => s.OutputHash),
            steps.Where(s => s.StepId == "posts").Select(s => s.OutputHash));
        Assert.Equal((await engine.CallsAsync(again)).Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(again)).Nanos);

        await using var db = engine.Open();
        var output = await db.Outputs.SingleAsync(o => o.RunId == again);
        Assert.Equal(OutputState.Flagged, output.State);
        Assert.Equal(1, await db.ReviewTasks.CountAsync(t => t.RunId == again && t.State == ReviewState.Open));
    }

    [Fact]
    public async Task Rerun_WithAnotherVersionThatChangedAStep_DoesThatStepAndWhatFollowsAnew()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (first, _) = await engine.RunAsync(Chain, ("notes", Notes));
        await engine.PublishAsync(Chain.Replace("Write a post", "Write a poem", StringComparison.Ordinal));

        var again = await engine.Get<RerunRun>().ExecuteAsync(Actor.System, new RerunRequest(first) { FromStep = "check", Version = 2 }, None);
        await engine.DriveAsync(again);

        Assert.Equal(["check", "posts"], (await CalledStepsAsync(engine, again)).Order());
        await Assert.ThrowsAsync<NotFoundException>(
            () => engine.Get<RerunRun>().ExecuteAsync(Actor.System, new RerunRequest(first) { Version = 7 }, None));
        await Assert.ThrowsAsync<NotFoundException>(
            () => engine.Get<RerunRun>().ExecuteAsync(Actor.System, new RerunRequest(first) { FromStep = "nothing" }, None));
    }

    [Fact]
    public async Task Rerun_WithChangedInput_KeepsTheOthersAndBeginsAtTheStart()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Chain);
        var first = await engine.StartRunAsync("chain", ("notes", "Old notes."), ("tone", "warm"));

        var again = await engine.Get<RerunRun>().ExecuteAsync(
            Actor.System, new RerunRequest(first) { Inputs = new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("New notes.") } }, None);

        await using var db = engine.Open();
        var inputs = await RunScripts.InputsAsync(db, await engine.RunRowAsync(again), None);
        Assert.Equal(("New notes.", "warm"), ((string?)inputs["notes"], (string?)inputs["tone"]));
        Assert.All(await StepsAsync(engine, again), s => Assert.Null(s.ReusedFrom));
    }

    private static async Task<List<StepRun>> StepsAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.StepRuns.AsNoTracking().Where(s => s.RunId == run).OrderBy(s => s.Position).ThenBy(s => s.Item).ToListAsync();
    }

    private static async Task<List<string>> CalledStepsAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.ModelCalls.Where(c => c.RunId == run && c.State != CallState.Superseded)
            .Join(db.StepRuns, c => c.StepRunId, s => s.Id, (c, s) => s.StepId).Distinct().ToListAsync();
    }
}

public sealed class RetryRerunTestsOnSqlite() : RetryRerunTests(DatabaseKind.Sqlite);

public sealed class RetryRerunTestsOnPostgres() : RetryRerunTests(DatabaseKind.Postgres);
