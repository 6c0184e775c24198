using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Levers;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine;

public abstract class RunExecutionTests(DatabaseKind kind)
{
    private const string Chain = """
        name: chain
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Find the highlights of: {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            map: { over: steps.facts.output.highlights, as: highlight, concurrency: 2 }
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

    private const string OneCall = """
        name: one
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private const string Structured = """
        name: structured
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Facts of {{ input.notes }}"
              schema: { type: object, properties: { title: { type: string } }, required: [title] }
        outputs:
          - name: facts
            artifacts: [facts]
        """;

    [Fact]
    public async Task Drive_ChainWithReview_WaitsThenPublishesAfterApprovalOnly()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, state) = await engine.RunAsync(Chain, ("notes", "Faster search. Dark mode arrives. Exports to CSV."));
        Assert.Equal(RunState.WaitingForReview, state);
        Assert.False(Directory.Exists(Path.Combine(engine.Folder, "published")));

        await using (var db = engine.Open())
        {
            var task = await db.ReviewTasks.SingleAsync(t => t.RunId == run);
            var hash = await db.OutputRevisions.Where(r => r.OutputId == task.OutputId).Select(r => r.Hash).SingleAsync();
            await engine.Get<DecideReview>().ExecuteAsync(
                Actor.System, new ReviewDecisionRequest(task.Id, ReviewVerdict.Approve, hash, null, null, "api"), CancellationToken.None);
        }

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        await using var after = engine.Open();
        var output = await after.Outputs.SingleAsync(o => o.RunId == run);
        Assert.Equal(OutputState.Published, output.State);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(engine.Folder, "published"), "*.md", SearchOption.AllDirectories));
        var calls = await engine.CallsAsync(run);
        Assert.All(calls, c => Assert.Equal(CallState.Applied, c.State));
        Assert.Equal(engine.Provider.Bills().Count, calls.Count);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Drive_AnswerBreaksSchemaTwice_RepairsAndKeepsThePaidAnswers()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.InvalidJson, Times = 2 });
        var (run, state) = await engine.RunAsync(Structured, ("notes", "Search is faster."));
        var calls = await engine.CallsAsync(run);
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal([CallState.Unusable, CallState.Unusable, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal([CallPurpose.Production, CallPurpose.Repair, CallPurpose.Repair], calls.Select(c => c.Purpose));
        Assert.Equal(3, engine.Provider.Bills().Count);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Drive_AnswerBreaksSchemaThreeTimes_FailsWithTheReason()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.InvalidJson });
        var (run, state) = await engine.RunAsync(Structured, ("notes", "Search is faster."));
        var row = await engine.RunRowAsync(run);
        Assert.Equal(RunState.Failed, state);
        Assert.Contains("Step 'facts' failed: The answer could not be used after 3 tries", row.Problem);
        Assert.Equal(3, engine.Provider.Bills().Count);
        Assert.True((await engine.LedgerAsync(run)).Nanos > 0);
    }

    [Theory]
    [InlineData(FaultKind.RateLimit, 1)]
    [InlineData(FaultKind.RateLimit, null)]
    [InlineData(FaultKind.Unavailable, null)]
    [InlineData(FaultKind.Overloaded, null)]
    public async Task Drive_ProviderRefuses_SendsAgainAndPaysOnce(FaultKind fault, int? retryAfter)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = fault, Times = 1, RetryAfterSeconds = retryAfter });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var calls = await engine.CallsAsync(run);
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal([CallState.Rejected, CallState.Applied], calls.Select(c => c.State));
        Assert.Null(calls[0].CostNanos);
        Assert.Single(engine.Provider.Bills());
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.CutBody)]
    public async Task Drive_ConnectionCutAfterBillingWithLookUp_FindsTheAnswerAndPaysOnce(FaultKind fault)
    {
        await using var engine = await EngineFixture.StartAsync(kind, lookUp: true);
        await engine.Provider.FailAsync(new Fault { Kind = fault, Times = 1 });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal(CallState.Applied, call.State);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Drive_ConnectionCutAfterBillingWithIdempotency_RepeatsUnderTheSameKeyAndPaysOnce()
    {
        await using var engine = await EngineFixture.StartAsync(kind, idempotent: true);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal(CallState.Applied, call.State);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Theory]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.RateLimit)]
    public async Task Drive_RepetitionOfABilledCallRefused_StaysInDoubtAndPaysOnce(FaultKind refusal)
    {
        await using var engine = await EngineFixture.StartAsync(kind, idempotent: true);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 }, new Fault { Kind = refusal, Times = 2 });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        Assert.Equal(RunState.Succeeded, state);
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(CallState.Applied, call.State);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Recover_AnswerLeftInTheSpool_IsRecordedWithoutACall()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(OneCall);
        var run = await engine.StartRunAsync("one", ("notes", "Search is faster."));
        await engine.DriveAsync(run);
        var call = Assert.Single(await engine.CallsAsync(run));
        var answer = await engine.Get<CallLog>().AnswerAsync(call, CancellationToken.None);
        // As a process leaves it that died after the answer and before its commit.
        await using (var db = engine.Open())
        {
            var lost = new ModelCall
            {
                Id = Id.New<ModelCallId>(),
                RunId = run,
                StepRunId = call.StepRunId,
                Generation = 0,
                Ordinal = 1,
                Attempt = 0,
                Purpose = CallPurpose.Production,
                Money = call.Money,
                Provider = call.Provider,
                Model = call.Model,
                Tier = call.Tier,
                Kind = call.Kind,
                Node = "dead",
                State = CallState.Sending,
                RequestHash = call.RequestHash,
                CreatedAt = call.CreatedAt,
                SentAt = call.SentAt,
            };
            db.Add(lost);
            await db.SaveChangesAsync();
            var folder = Directory.CreateDirectory(Path.Combine(engine.Folder, "spool"));
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, $"{lost.Id}.json"),
                System.Text.Json.JsonSerializer.Serialize(new { Call = lost.Id, Body = answer, ProviderRef = "ref" }));
        }

        Assert.Equal(1, await engine.Get<CallSpool>().RecoverAsync(CancellationToken.None));
        var calls = await engine.CallsAsync(run);
        Assert.Equal(CallState.Responded, calls[^1].State);
        Assert.Single(engine.Provider.Bills());
        Assert.Equal(2 * call.CostNanos, (await engine.LedgerAsync(run)).Nanos);
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "spool")));
    }

    [Fact]
    public async Task Drive_ServerErrorAfterBillingWithoutLookUp_ResubmitsOnceAndKeepsTheEstimate()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.ServerError, Times = 1, Bill = true });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var calls = await engine.CallsAsync(run);
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal([CallState.Resubmitted, CallState.Applied], calls.Select(c => c.State));
        Assert.Equal(calls[0].ReservedNanos, calls[0].CostNanos);
        Assert.Equal(calls.Sum(c => c.CostNanos!.Value), (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Drive_InDoubtWithPolicyHold_WaitsForAPersonAndGoesOnAfterTheDecision()
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Hold);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.ServerError, Times = 1, Bill = true });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        Assert.Equal(RunState.Running, state);
        var held = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(CallState.InDoubt, held.State);
        Assert.Equal(held.ReservedNanos, (await engine.LedgerAsync(run)).Nanos);

        await engine.Get<SettleDoubt>().ExecuteAsync(Actor.System, held.Id, DoubtDecision.Resubmit, CancellationToken.None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        Assert.Equal(2, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task Drive_InDoubtWithPolicyFail_FailsAndTheEstimateStands()
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Fail);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.ServerError, Times = 1, Bill = true });
        var (run, state) = await engine.RunAsync(OneCall, ("notes", "Search is faster."));
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(RunState.Failed, state);
        Assert.Equal(CallState.WrittenOff, call.State);
        Assert.Equal(call.ReservedNanos, (await engine.LedgerAsync(run)).Nanos);
    }

    [Fact]
    public async Task Cancel_RunWaitingForReview_EndsItAndAbandonsItsOutput()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, _) = await engine.RunAsync(Chain, ("notes", "Faster search. Dark mode arrives."));
        await engine.Get<CancelRun>().ExecuteAsync(Actor.System, run, "not needed", CancelMode.Drain, CancellationToken.None);
        await using var db = engine.Open();
        Assert.Equal(RunState.Cancelled, (await engine.RunRowAsync(run)).State);
        Assert.Equal(OutputState.Abandoned, (await db.Outputs.SingleAsync(o => o.RunId == run)).State);
        Assert.Equal(ReviewState.Closed, (await db.ReviewTasks.SingleAsync(t => t.RunId == run)).State);
        await Assert.ThrowsAsync<ConflictException>(() => engine.Get<CancelRun>().ExecuteAsync(Actor.System, run, "", CancelMode.Drain, CancellationToken.None));
    }

    [Fact]
    public async Task Work_TwoWorkersOnOneRun_PayEachCallOnce()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Chain);
        var run = await engine.StartRunAsync("chain", ("notes", "Faster search. Dark mode arrives. Exports to CSV."));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None)));
        Assert.Equal(RunState.WaitingForReview, await engine.DriveAsync(run));
        var calls = await engine.CallsAsync(run);
        Assert.Equal(calls.Count, engine.Provider.Bills().Count);
        Assert.Equal(calls.Count, calls.Select(c => (c.StepRunId, c.Ordinal)).Distinct().Count());
    }

    [Fact]
    public async Task Drive_UnknownModelPrice_CountsTheCallAsUnpricedNotAsZero()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (run, state) = await engine.RunAsync(OneCall.Replace("tier: small", "model: fake/unheard-of"), ("notes", "Search is faster."));
        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal(RunState.Succeeded, state);
        Assert.Equal(PricingState.Unpriced, call.Pricing);
        Assert.Null(call.CostNanos);
    }
}

public sealed class RunExecutionOnSqlite() : RunExecutionTests(DatabaseKind.Sqlite);

public sealed class RunExecutionOnPostgres() : RunExecutionTests(DatabaseKind.Postgres);
