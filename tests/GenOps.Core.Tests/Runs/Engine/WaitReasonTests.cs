using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Standing;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine;

/// <summary>Every way in which the engine lets a step wait says for what, since when and until when; the sentence beside it decides nothing.</summary>
public abstract class WaitReasonTests(DatabaseKind kind)
{
    private const string One = """
        name: one
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, max_output_tokens: 60, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private const string Reviewed = """
        name: reviewed
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: sign_off
            review: { of: [text] }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Work_BehindAnOpenCircuit_WaitsForTheProviderSinceTheFirstTrial()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        await BreakAsync(engine, DateTime.UtcNow.AddMinutes(5));
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        await WorkAsync(engine, run);

        var step = await StepAsync(engine, run);
        Assert.Equal((StepState.Ready, WaitKind.Provider, "fake", step.ReadyAt), (step.State, step.WaitsFor, step.WaitTarget, step.WaitUntil));
        Assert.InRange(step.WaitUntil!.Value, DateTime.UtcNow.AddMinutes(4), DateTime.UtcNow.AddMinutes(6));
        await AssertShownAsync(engine, run, RunStanding.Waiting, WaitKind.Provider, "fake");

        // A further trial that fails is the same wait.
        await using (var db = engine.Open()) await db.StepRuns.ExecuteUpdateAsync(s => s.SetProperty(x => x.ReadyAt, DateTime.UtcNow.AddMinutes(-1)));
        await WorkAsync(engine, run);
        var again = await StepAsync(engine, run);
        Assert.Equal((2, step.WaitSince), (again.Attempts, again.WaitSince));
    }

    [Fact]
    public async Task Work_AfterARefusalThatAsksForPatience_WaitsForTheProvidersLimit()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, Times = 1, RetryAfterSeconds = 3600 });
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        await WorkAsync(engine, run);

        await AssertShownAsync(engine, run, RunStanding.Waiting, WaitKind.Limit, "fake");
        Assert.NotNull((await StepAsync(engine, run)).WaitUntil);
    }

    [Fact]
    public async Task Work_UnderAFullBudget_WaitsForThatBudgetAndNobodyCanResumeIt()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var budget = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System,
            new CreateBudgetRequest { Scope = BudgetScope.CostCentre, Target = "marketing", Period = BudgetPeriod.Month, Kind = BudgetKind.Hard, Money = MoneyMode.Live, AmountUsd = 0.0000001m },
            None);
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        await WorkAsync(engine, run);

        await AssertShownAsync(engine, run, RunStanding.Waiting, WaitKind.Budget, budget.ToString());
        var detail = (await engine.Make<RunDetailQuery>().FindAsync(Actor.System, run, None))!;
        var hold = Assert.Single(detail.Holds);
        Assert.Equal((WaitKind.Budget, budget.ToString(), false), (hold.Cause, hold.CauseTarget, hold.CanResume));
        // The period's end is told as the time it waits until.
        Assert.Equal(("cost centre marketing per month", hold.Until), (detail.Waits!.Name, detail.Waits.Until));
        foreach (var target in (HoldTarget[])[new HoldTarget.OfStep(run, "text"), new HoldTarget.OfRun(run)])
        {
            var refusal = await RefuseToResumeAsync(engine, run, target);
            Assert.Contains("the step 'text' is kept by the budget of cost centre marketing per month", refusal, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Raise it", refusal, StringComparison.Ordinal);
        }

        await engine.Get<ChangeBudget>().ExecuteAsync(Actor.System, budget, 10m, "the campaign goes on", None);
        Assert.Equal(WaitKind.None, (await StepAsync(engine, run)).WaitsFor);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Work_WithACallInDoubt_WaitsForItsSettlement()
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Hold);
        await engine.PublishAsync(One);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        await WorkAsync(engine, run);

        await AssertShownAsync(engine, run, RunStanding.Waiting, WaitKind.Doubt, "fake");
        Assert.False(Assert.Single((await engine.Make<RunDetailQuery>().FindAsync(Actor.System, run, None))!.Holds).CanResume);
        var call = Assert.Single(await engine.CallsAsync(run)).Id;
        foreach (var target in (HoldTarget[])[new HoldTarget.OfStep(run, "text"), new HoldTarget.OfRun(run)])
        {
            var refusal = await RefuseToResumeAsync(engine, run, target);
            Assert.Contains("the step 'text' is kept by a call to fake in doubt", refusal, StringComparison.OrdinalIgnoreCase);
            Assert.Contains($"Settle the call {call}", refusal, StringComparison.Ordinal);
        }

        await engine.Get<SettleDoubt>().ExecuteAsync(Actor.System, call, DoubtDecision.Resubmit, None);
        Assert.Equal(WaitKind.None, (await StepAsync(engine, run)).WaitsFor);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task Work_ThatAPersonPausedOrMustDecide_WaitsForThem()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (reviewed, _) = await engine.RunAsync(Reviewed, ("notes", "a"));
        await AssertShownAsync(engine, reviewed, RunStanding.WaitingForPerson, WaitKind.Person, "");

        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfProvider("fake"), "prices changed", DateTime.UtcNow.AddHours(1), None);
        await WorkAsync(engine, run);
        await AssertShownAsync(engine, run, RunStanding.Held, WaitKind.Hold, "fake");
        var detail = (await engine.Make<RunDetailQuery>().FindAsync(Actor.System, run, None))!;
        var hold = Assert.Single(detail.Holds);
        Assert.Equal((true, hold.PlacedAt, hold.Until), (hold.CanResume, detail.Waits!.Since!.Value, detail.Waits.Until));
    }

    [Fact]
    public async Task Work_ASentenceBesideTheStep_DecidesNothing()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var (waits, ready) = (await engine.StartRunAsync("one", ("notes", "a")), await engine.StartRunAsync("one", ("notes", "b")));
        var later = DateTime.UtcNow.AddHours(1);
        await using (var db = engine.Open())
        {
            // One waits without a word; the other says much, and waits for nothing.
            await db.StepRuns.Where(s => s.RunId == waits)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.ReadyAt, later).SetProperty(x => x.WaitsFor, WaitKind.Retry).SetProperty(x => x.Problem, ""));
            await db.StepRuns.Where(s => s.RunId == ready)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.ReadyAt, later).SetProperty(x => x.WaitsFor, WaitKind.None).SetProperty(x => x.Problem, "Left over from before."));
        }

        Assert.Equal(1, await engine.SweepAsync());
        await WorkAsync(engine, waits);
        await WorkAsync(engine, ready);

        Assert.Equal((StepState.Ready, StepState.Succeeded), ((await StepAsync(engine, waits)).State, (await StepAsync(engine, ready)).State));
    }

    /// <summary>Neither the hold nor the step is touched.</summary>
    private static async Task<string> RefuseToResumeAsync(EngineFixture engine, RunId run, HoldTarget target)
    {
        var before = await StepAsync(engine, run);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, target, "", None));
        var after = await StepAsync(engine, run);
        Assert.Equal((before.WaitsFor, before.WaitTarget, before.ReadyAt, before.Attempts), (after.WaitsFor, after.WaitTarget, after.ReadyAt, after.Attempts));
        await using var db = engine.Open();
        Assert.Null((await db.Holds.AsNoTracking().SingleAsync(h => h.RunId == run)).ReleasedAt);
        return refusal.Message;
    }

    /// <summary>The same reason at the step, on the run, in the list and behind its filter.</summary>
    private static async Task AssertShownAsync(EngineFixture engine, RunId run, RunStanding standing, WaitKind waitsFor, string target)
    {
        var detail = (await engine.Make<RunDetailQuery>().FindAsync(Actor.System, run, None))!;
        Assert.Equal((standing, waitsFor, target), (detail.Standing, detail.Waits!.For, detail.Waits.Target));
        Assert.NotNull(detail.Waits.Since);
        Assert.NotEqual("", detail.Waits.Why);
        Assert.Equal(detail.Waits, Assert.Single(detail.Steps, s => s.Waits is not null).Waits);
        var filter = new RunListFilter { WaitsFor = waitsFor, WaitTarget = target.Length > 0 ? target : null };
        var row = Assert.Single((await engine.Make<RunListQuery>().ReadAsync(Actor.System, filter, None)).Rows);
        Assert.Equal((run, (RunStanding?)standing, detail.Waits), (row.Id, row.Standing, row.Waits));
    }

    private static async Task BreakAsync(EngineFixture engine, DateTime probeAt)
    {
        await using var db = engine.Open();
        db.Add(new Circuit { Provider = "fake", Model = EngineFixture.Model, State = CircuitState.Open, Problem = "503", OpenedAt = DateTime.UtcNow, ProbeAt = probeAt });
        await db.SaveChangesAsync();
    }

    private static Task WorkAsync(EngineFixture engine, RunId run) => engine.Get<RunWorker>().WorkAsync(run, None);

    private static async Task<StepRun> StepAsync(EngineFixture engine, RunId run) => Assert.Single(await engine.StepsAsync(run));
}

public sealed class WaitReasonsOnSqlite() : WaitReasonTests(DatabaseKind.Sqlite);

public sealed class WaitReasonsOnPostgres() : WaitReasonTests(DatabaseKind.Postgres);
