using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Levers;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Steps;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Desk.Reviews;

/// <summary>What a run does with what people may still take back, and with what would be delivered empty.</summary>
public abstract class ReviewedRunTests(DatabaseKind kind)
{
    private const string Table = """
        name: table
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "{{ input.notes }}"
              schema: { type: object, properties: { title: { type: string } } }
              on_invalid: review
        REVIEW
          - id: out
            publish: { channel: folder, artifacts: [facts], format: csv }
        outputs:
          - name: facts
            artifacts: [facts]
        """;

    private const string Never = """
          - id: sign_off
            review: { of: [facts], when: ["steps.facts.output.title == 'doubtful'"] }
        """;

    [Fact]
    public async Task Sweep_WhileADecisionCanBeTakenBack_LeavesItsStepAlone()
    {
        var decider = new Actor(Guid.CreateVersion7(), "Ada", new HashSet<string> { Roles.Reviewer });
        await using var engine = await StartAsync(new StepOutcome.Done(new JsonObject { ["title"] = "doubtful" }));
        var (run, state) = await engine.RunAsync(Yaml(Never), ("notes", "x"));
        var decided = await DecideAsync(engine, decider, run);

        var found = await engine.SweepAsync();
        var rested = await engine.DriveAsync(run);
        await new UndoReview(engine.Database.Runner(), engine.Database.Contexts).ExecuteAsync(decider, decided.Id, CancellationToken.None);
        await DecideAsync(engine, decider, run);
        await SetUndoUntilAsync(engine, DateTime.UtcNow.AddSeconds(-1));

        Assert.Equal((RunState.WaitingForReview, 0, RunState.WaitingForReview), (state, found, rested));
        Assert.Equal(1, await engine.SweepAsync());
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Drive_ApprovedByRuleAndEmpty_IsFlaggedInstead()
    {
        await using var engine = await StartAsync(new StepOutcome.Done(new JsonObject { ["title"] = " " }));

        var (run, state) = await engine.RunAsync(Yaml(Never), ("notes", "x"));

        Assert.Equal(RunState.WaitingForReview, state);
        await using var db = engine.Open();
        Assert.Contains("it would be empty", (await db.Flags.SingleAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal(OutputState.Flagged, (await db.Outputs.SingleAsync(o => o.RunId == run)).State);
    }

    [Fact]
    public async Task Drive_ApprovedAndDeliveredEmpty_FailsItsDeliveryWithTheReason()
    {
        // The answer that broke its schema is kept as the text it is.
        await using var engine = await StartAsync(new StepOutcome.Done(JsonValue.Create("no facts"), SchemaValid: false));

        var (run, state) = await engine.RunAsync(Yaml(""), ("notes", "x"));

        Assert.Equal(RunState.Failed, state);
        Assert.StartsWith("The output facts would be delivered empty: the table would hold no row of it.", (await engine.StepsAsync(run)).Single(s => s.StepId == "out").Problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(engine.Folder, "published")));
        await using var db = engine.Open();
        Assert.Null((await db.Outputs.SingleAsync()).PublishedAt);
    }

    [Fact]
    public async Task Drive_InvalidAnswerThatNoReviewCovers_FailsInsteadOfBeingApprovedByRule()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.InvalidJson });

        var (run, state) = await engine.RunAsync(Yaml("").Replace("type: object,", "type: object, required: [title],", StringComparison.Ordinal), ("notes", "x"));

        Assert.Equal(RunState.Failed, state);
        Assert.EndsWith("no review covers it.", (await engine.StepsAsync(run)).Single(s => s.StepId == "facts").Problem, StringComparison.Ordinal);
        await using var db = engine.Open();
        Assert.Empty(await db.Outputs.Where(o => o.AcceptedAt != null).ToListAsync());
    }

    [Fact]
    public async Task Drive_NothingApproved_SkipsItsDelivery()
    {
        await using var engine = await StartAsync(new StepOutcome.Done(JsonValue.Create("no facts"), SchemaValid: false));
        var (run, _) = await engine.RunAsync(Yaml(Never), ("notes", "x"));
        await using (var db = engine.Open())
        {
            await engine.Get<DecideReview>().ExecuteAsync(
                Actor.System, new ReviewDecisionRequest((await db.ReviewTasks.SingleAsync()).Id, ReviewVerdict.Reject, null, "No facts.", null, ReviewChannels.Api), CancellationToken.None);
        }

        Assert.Equal(RunState.Rejected, await engine.DriveAsync(run));
        Assert.Equal(StepState.Skipped, (await engine.StepsAsync(run)).Single(s => s.StepId == "out").State);
    }

    private static string Yaml(string review) => Table.Replace("REVIEW\n", review.Length == 0 ? "" : review + "\n", StringComparison.Ordinal);

    private Task<EngineFixture> StartAsync(StepOutcome answer) => EngineFixture.StartAsync(kind, change: ScriptedSteps.All((step, real) =>
        step.Definition.Kind == StepKind.Prompt ? Task.FromResult(answer) : real.WorkAsync(step, CancellationToken.None)));

    /// <summary>On a page, with all the time a slow machine may need to take it back.</summary>
    private static async Task<ReviewDecisionResult> DecideAsync(EngineFixture engine, Actor actor, RunId run)
    {
        await using var db = engine.Open();
        var task = await db.ReviewTasks.SingleAsync(t => t.RunId == run);
        var decided = await engine.Get<DecideReview>().ExecuteAsync(
            actor, new ReviewDecisionRequest(task.Id, ReviewVerdict.Approve, null, null, null, ReviewChannels.Page), CancellationToken.None);
        await SetUndoUntilAsync(engine, DateTime.UtcNow.AddHours(1));
        return decided;
    }

    private static async Task SetUndoUntilAsync(EngineFixture engine, DateTime until)
    {
        await using var db = engine.Open();
        await db.ReviewTasks.ExecuteUpdateAsync(set => set.SetProperty(t => t.UndoUntil, until));
    }
}

public sealed class ReviewedRunOnSqliteTests() : ReviewedRunTests(DatabaseKind.Sqlite);

public sealed class ReviewedRunOnPostgresTests() : ReviewedRunTests(DatabaseKind.Postgres);
