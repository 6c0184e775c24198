using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Steps;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>A step that throws, wherever in it and however often.</summary>
public abstract class BrokenStepTests(DatabaseKind kind)
{
    private const string One = """
        name: one
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private const string EveryKind = """
        name: every
        input: { notes: text }
        steps:
          - id: facts
            prompt: { tier: small, template: "Facts of {{ input.notes }}" }
          - id: banner
            needs: [facts]
            image: { prompt: "{{ input.notes }}", size: 1024x1024 }
          - id: sizes
            transform: { source: steps.banner.output, resize: [400x400] }
          - id: check
            needs: [sizes]
            judge: { of: [facts], rubric: "True" }
          - id: sign_off
            needs: [check]
            review: { of: [facts], when: [always] }
          - id: out
            publish: { channel: folder, artifacts: [facts] }
        outputs:
          - name: kit
            artifacts: [facts]
        """;

    private const string Twice = """
        name: twice
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Facts of {{ input.notes }}"
              schema: { type: object, properties: { a: { type: integer }, list: { type: array, items: { type: integer } } }, required: [a, list] }
          - id: next
            PLACE
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [next]
        """;

    [Fact]
    public async Task Drive_StepOfAnyKindThrowsEachTime_FailsAfterThreeWithTheReason()
    {
        var throwing = StepKind.Prompt;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((work, _) =>
            work.Definition.Kind == throwing ? throw new FormatException("The colour 'blurple'\nis unknown.\0") : Task.FromResult<StepOutcome>(new StepOutcome.Done("x"))));
        await engine.PublishAsync(EveryKind);
        foreach (var each in Enum.GetValues<StepKind>())
        {
            throwing = each;
            var run = await engine.StartRunAsync("every", ("notes", "Search is faster."));

            Assert.Equal(RunState.Failed, await engine.DriveAsync(run));

            var failed = Assert.Single(await engine.StepsAsync(run), s => s.State == StepState.Failed);
            Assert.Equal((each.ToString().ToLowerInvariant(), 3, 3, 0), (failed.Kind, failed.Exceptions, failed.Attempts, failed.LostLeases));
            Assert.Contains("It broke off three times. The last time: The colour 'blurple' is unknown.", (await engine.RunRowAsync(run)).Problem, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", failed.Problem, StringComparison.Ordinal);
        }

        Assert.Equal(0, await engine.SweepAsync());
    }

    [Theory]
    [InlineData("when: steps.facts.output.a == 1")]
    [InlineData("map: { over: steps.facts.output.list, as: item }")]
    [InlineData("needs: [facts]")]
    public async Task Drive_ConditionMapOrCompletionThrows_FailsAfterThree(string place)
    {
        // Read as the JSON it looks like it throws; as a number that JSON does not have it throws when it is put down.
        var given = place.StartsWith("needs", StringComparison.Ordinal) ? JsonValue.Create(1) : JsonNode.Parse("""{"a":1,"a":2,"list":[1],"list":[2]}""");
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((work, _) =>
            Task.FromResult<StepOutcome>(new StepOutcome.Done(work.Step.StepId == "facts" ? given : JsonValue.Create(double.NaN)))));

        var (run, state) = await engine.RunAsync(Twice.Replace("PLACE", place, StringComparison.Ordinal), ("notes", "Search is faster."));

        Assert.Equal(RunState.Failed, state);
        Assert.Equal((StepState.Failed, 3), (await engine.StepsAsync(run)).Where(s => s.StepId == "next").Select(s => (s.State, s.Exceptions)).Single());
    }

    [Fact]
    public async Task Drive_AnswerNewlyRecordedBetweenExceptions_CountsFromThereOn()
    {
        var tries = 0;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (work, real) =>
        {
            if (++tries <= 2) throw new InvalidOperationException("Before the call.");
            var outcome = await real.WorkAsync(work, CancellationToken.None);
            return tries <= 4 ? throw new InvalidOperationException("After the call.") : outcome;
        }));

        var (run, state) = await engine.RunAsync(One, ("notes", "Search is faster."));

        Assert.Equal((RunState.Succeeded, 5, 2), (state, tries, (await engine.StepsAsync(run)).Single().Exceptions));
        Assert.Single(engine.Provider.Bills());
    }

    [Fact]
    public async Task Drive_ThrowsWhileItsCallIsUnderWay_BooksTheCallAsInDoubt()
    {
        EngineFixture? started = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (work, _) =>
        {
            if (work.Step.Exceptions == 0) await BegunCalls.SendAsync(started!, work);
            throw new InvalidOperationException("After it was sent.");
        }));
        started = engine;

        var (run, state) = await engine.RunAsync(One, ("notes", "Search is faster."));

        Assert.Equal(RunState.Failed, state);
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(CallState.InDoubt, call.State);
        Assert.True((await engine.LedgerAsync(run)).Nanos > 0);
    }

    [Fact]
    public async Task Drive_DatabaseRefusesWhileAStepWorks_IsNotTheStepsException()
    {
        var tries = 0;
        TestDatabase? database = null;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (_, _) =>
        {
            if (++tries <= 4) await RefuseAsync(database!);
            return new StepOutcome.Done("x");
        }));
        database = engine.Database;

        var (run, state) = await engine.RunAsync(One, ("notes", "Search is faster."));

        Assert.Equal((RunState.Succeeded, 5), (state, tries));
        Assert.Equal((0, 0), (await engine.StepsAsync(run)).Select(s => (s.Exceptions, s.LostLeases)).Single());
    }

    [Fact]
    public async Task Drive_WaitsAndHolds_NeverCount()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, Times = 1, RetryAfterSeconds = 3 });
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(run), "Stock-taking", null, CancellationToken.None);

        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);

        Assert.Equal((0, 0), (await engine.StepsAsync(run)).Select(s => (s.Exceptions, s.LostLeases)).Single());
    }

    [Fact]
    public async Task Claim_LeaseLostTenTimesWithoutANewCall_FailsTheStep()
    {
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((_, _) => throw new InvalidOperationException("Never asked.")));
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await LoseAsync(engine, run, lost: 9);

        Assert.Equal(RunState.Failed, await engine.DriveAsync(run));

        var step = (await engine.StepsAsync(run)).Single();
        Assert.Equal((StepState.Failed, 10, 0), (step.State, step.LostLeases, step.Exceptions));
        Assert.Contains("ended ten times in a row", step.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_LeaseLostAndAnAnswerRecorded_CountsFromThereOn()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await LoseAsync(engine, run, lost: 8);

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        Assert.Equal(0, (await engine.StepsAsync(run)).Single().LostLeases);
    }

    [Fact]
    public async Task Stop_StepUnderWay_IsGivenBackUncounted()
    {
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Done("x"))));
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await LoseAsync(engine, run, lost: 0, owner: engine.Get<NodeIdentity>().Name);

        await engine.StopAsync();

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal(0, (await engine.StepsAsync(run)).Single().LostLeases);
    }

    [Theory]
    [InlineData(CancelMode.Drain)]
    [InlineData(CancelMode.Abort)]
    public async Task Cancel_StepThatThrowsEachTime_EndsIt(CancelMode mode)
    {
        var working = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All(async (_, _) =>
        {
            working.TrySetResult();
            await cancelled.Task;
            throw new InvalidOperationException("Again.");
        }));
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        var driving = engine.DriveAsync(run);
        await working.Task;
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, run, "", mode, CancellationToken.None);
        cancelled.SetResult();

        Assert.Equal(RunState.Cancelled, await driving);
        Assert.Equal(StepState.Cancelled, (await engine.StepsAsync(run)).Single().State);
    }

    [Theory]
    [InlineData(CancelMode.Drain)]
    [InlineData(CancelMode.Abort)]
    public async Task Cancel_StepThatEndsEachProcess_IsNotTriedAgainAfterARestart(CancelMode mode)
    {
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((_, _) => throw new InvalidOperationException("Never asked.")));
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await LoseAsync(engine, run, lost: 1);
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, run, "", mode, CancellationToken.None);

        Assert.Equal(RunState.Cancelled, await engine.DriveAsync(run));
        Assert.Equal((StepState.Cancelled, 0), (await engine.StepsAsync(run)).Select(s => (s.State, s.Exceptions)).Single());
    }

    [Fact]
    public async Task Retry_OfAStepThatBrokeOff_StartsAtZeroInANewGeneration()
    {
        var well = false;
        await using var engine = await EngineFixture.StartAsync(kind, change: ScriptedSteps.All((_, _) =>
            well ? Task.FromResult<StepOutcome>(new StepOutcome.Done("x")) : throw new InvalidOperationException("Again.")));
        var (run, _) = await engine.RunAsync(One, ("notes", "Search is faster."));

        await engine.Get<RetryRun>().ExecuteAsync(Actor.System, run, "", CancellationToken.None);
        Assert.Equal((StepState.Ready, 1, 0), (await engine.StepsAsync(run)).Select(s => (s.State, s.Generation, s.Exceptions)).Single());

        well = true;
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    /// <summary>A disk that is full, or a server that cuts the connection.</summary>
    private static async Task RefuseAsync(TestDatabase database)
    {
        if (database.Kind == DatabaseKind.Postgres)
        {
            await using var db = database.Open();
            await db.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())");
        }

        await using var connection = new SqliteConnection(database.Choice.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        foreach (var statement in (string[])["PRAGMA max_page_count=1", "CREATE TABLE \"TooMuch\" AS SELECT zeroblob(1000000)"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The step as a dead worker leaves it.</summary>
    private static async Task LoseAsync(EngineFixture engine, RunId run, int lost, string owner = "gone")
    {
        await using var db = engine.Open();
        var past = DateTime.UtcNow.AddMinutes(-1);
        await db.StepRuns.Where(s => s.RunId == run).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StepState.Running)
            .SetProperty(x => x.LeaseOwner, owner).SetProperty(x => x.LeaseUntil, past).SetProperty(x => x.LostLeases, lost));
    }
}

public sealed class BrokenStepTestsOnSqlite() : BrokenStepTests(DatabaseKind.Sqlite);

public sealed class BrokenStepTestsOnPostgres() : BrokenStepTests(DatabaseKind.Postgres);
