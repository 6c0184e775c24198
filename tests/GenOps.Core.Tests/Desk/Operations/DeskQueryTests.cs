using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Desk.Operations;

/// <summary>An hour after noon: whatever moved at noon is long still.</summary>
public abstract class DeskQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Now = RunRows.Noon.AddHours(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Now));
    private readonly Dictionary<RunId, RunStanding> _expected = [];

    [Fact]
    public async Task Read_RunsOfEveryStanding_CountsEachOnceAndEqualsTheListBehindIt()
    {
        await SaveRunsAsync();

        var desk = await ReadAsync(MoneyMode.Live);

        foreach (var standing in Enum.GetValues<RunStanding>())
        {
            var listed = (await List().ReadAsync(Actor.System, new RunListFilter { Money = MoneyMode.Live, Standing = standing, Take = 500 }, CancellationToken.None)).Rows;
            Assert.Equal(_expected.Where(e => e.Value == standing).Select(e => e.Key).OrderBy(id => id.Value), listed.Select(r => r.Id).OrderBy(id => id.Value));
            Assert.Equal(listed.Count, desk.Runs[standing]);
        }

        Assert.Equal(_expected.Count, desk.Runs.Values.Sum());
        Assert.Equal((await List().ReadAsync(Actor.System, new RunListFilter { Money = MoneyMode.Live, UnderWay = true }, CancellationToken.None)).Total, desk.Runs.Values.Sum());
        Assert.Equal(1, (await ReadAsync(MoneyMode.Sandbox)).Runs.Values.Sum());
    }

    [Fact]
    public async Task Read_RunsThatWait_AreGroupedByWhatTheyWaitForAndEachCountOpensIntoItsRuns()
    {
        await SaveRunsAsync();

        var groups = (await ReadAsync(MoneyMode.Live)).Waits;

        foreach (var group in groups)
        {
            var listed = await List().ReadAsync(
                Actor.System, new RunListFilter { Money = MoneyMode.Live, WaitsFor = group.For, WaitTarget = group.Target, Take = 500 }, CancellationToken.None);
            Assert.Equal((group.For, group.Target, group.Runs), (group.For, group.Target, listed.Total));
            Assert.All(listed.Rows, r => Assert.Equal((RunStanding.Waiting, group.For, RunRows.Noon), (r.Standing, r.Waits!.For, r.Waits.Since!.Value)));
        }

        var dead = Assert.Single(groups, g => g.For == WaitKind.Provider);
        // The one that a person paused is not among them: leading it elsewhere would not help it.
        Assert.Equal(("acme", 2, RunRows.Noon, Now.AddMinutes(1), "It waits."), (dead.Target, dead.Runs, dead.Since!.Value, dead.Until!.Value, dead.Why));
        Assert.Equal(new[] { WaitKind.Doubt, WaitKind.Provider, WaitKind.Budget, WaitKind.Budget }, groups.Take(4).Select(g => g.For));
        Assert.Equal(4 + WaitKinds.Passing.Count, groups.Count);
        Assert.Empty((await ReadAsync(MoneyMode.Sandbox)).Waits);
    }

    [Fact]
    public async Task Read_RunsThatWaitForADeadProvider_NamesTheOneThatCouldTakeThem()
    {
        await SaveRunsAsync();
        Assert.Equal(["spare", "spare", null], await WaysOutAsync());

        await using (var db = Open())
        {
            db.Add(new Circuit { Provider = "spare", Model = "spare-small", State = CircuitState.Open, Problem = "503" });
            await db.SaveChangesAsync();
        }

        Assert.Equal([null, null, null], await WaysOutAsync());
        async Task<List<string?>> WaysOutAsync()
        {
            var groups = (await ReadAsync(MoneyMode.Live)).Waits;
            return [.. new[] { WaitKind.Provider, WaitKind.Limit, WaitKind.Doubt }.Select(kind => groups.Single(g => g.For == kind).RerouteTo)];
        }
    }

    [Fact]
    public async Task Read_PipelinesThatFail_NamesThoseWhoseLastRunFailedAndHowOftenInARow()
    {
        RunId last;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var (failing, mended, cancelled) = (rows.AddPipeline("failing"), rows.AddPipeline("mended"), rows.AddPipeline("cancelled"));
            rows.AddPipeline("idle");
            rows.AddRun(failing, RunState.Failed, RunRows.Noon.AddMinutes(-9));
            rows.AddRun(failing, RunState.Succeeded, RunRows.Noon.AddMinutes(-8));
            rows.AddRun(failing, RunState.Failed, RunRows.Noon.AddMinutes(-7));
            var run = rows.AddRun(failing, RunState.Failed, RunRows.Noon.AddMinutes(-6));
            (run.Problem, last) = ("The provider refused it", run.Id);
            rows.AddRun(failing, RunState.Running, RunRows.Noon.AddMinutes(-5));
            rows.AddRun(failing, RunState.Succeeded, RunRows.Noon.AddMinutes(-4), MoneyMode.Sandbox);
            rows.AddRun(mended, RunState.Failed, RunRows.Noon.AddMinutes(-9));
            rows.AddRun(mended, RunState.Rejected, RunRows.Noon.AddMinutes(-8));
            rows.AddRun(cancelled, RunState.Failed, RunRows.Noon.AddMinutes(-9));
            rows.AddRun(cancelled, RunState.Cancelled, RunRows.Noon.AddMinutes(-8));
            await db.SaveChangesAsync();
        }

        var found = (await ReadAsync(MoneyMode.Live)).Failing;

        Assert.Equal([("failing", 2), ("cancelled", 1)], found.Select(f => (f.Name, f.InARow)));
        Assert.Equal((last, "The provider refused it"), (found[0].LastRun, found[0].Problem));
    }

    [Fact]
    public async Task Read_SpendOfToday_EqualsTheRowsOfTheFigureAndNothingOfYesterdayOrTheOtherMoney()
    {
        var today = RunRows.Noon.Date;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var pipeline = rows.AddPipeline("announce");
            var live = rows.AddRun(pipeline, RunState.Succeeded);
            rows.AddSpend(live, 30, at: today);
            rows.AddSpend(live, 12, at: today.AddDays(1).AddTicks(-10));
            rows.AddSpend(live, 1000, at: today.AddTicks(-10));
            rows.AddSpend(rows.AddRun(pipeline, RunState.Succeeded, money: MoneyMode.Sandbox), 7000, at: today);
            await db.SaveChangesAsync();
        }

        var desk = await ReadAsync(MoneyMode.Live);
        var behind = await new KpiCatalogue(Database.Contexts, _clock, ReportingCalendar.From(null)).RowsAsync(Actor.System,
            "spend", new AnalyticsFilter { Money = MoneyMode.Live, From = desk.TodayFrom, To = desk.TodayTo }, new KpiSlice(), 0, 50, CancellationToken.None);

        Assert.Equal(42, desk.SpentTodayNanoUsd);
        Assert.Equal((2L, 42m), (behind.Count, behind.Total));
        Assert.Equal((today, today.AddDays(1)), (desk.TodayFrom, desk.TodayTo));
    }

    [Fact]
    public async Task Read_WakeUpsThatAreDue_TellsTheOldest()
    {
        await using (var db = Open())
        {
            db.AddRange(Wake("old", -20), Wake("older, handed over", -40, -40), Wake("later", 20), Wake("young", -1));
            await db.SaveChangesAsync();
        }

        var queue = (await ReadAsync(MoneyMode.Live)).Queue;

        Assert.Equal((2, Now.AddMinutes(-20)), (queue.Undispatched, queue.OldestDueAt!.Value));

        static OutboxMessage Wake(string key, int due, int? dispatched = null) => new()
        {
            Id = Id.New<OutboxMessageId>(),
            DedupeKey = key,
            RunId = Id.New<RunId>(),
            DueAt = Now.AddMinutes(due),
            DispatchedAt = dispatched is { } at ? Now.AddMinutes(at) : null,
        };
    }

    [Fact]
    public async Task Read_StepsThatABudgetHolds_AreNotReadyForAWorker()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var pipeline = rows.AddPipeline("announce");
            await db.SaveChangesAsync();
            var run = rows.AddRun(pipeline, RunState.Running);
            var held = new StepRun { Id = Id.New<StepRunId>(), RunId = run.Id, StepId = "held", Kind = "prompt", Position = 0, State = StepState.Ready };
            StepTransitions.LetWait(held, new WaitCause(WaitKind.Budget, "month"), null, null, "It does not fit.", Now);
            db.AddRange(held, new StepRun { Id = Id.New<StepRunId>(), RunId = run.Id, StepId = "free", Kind = "prompt", Position = 1, State = StepState.Ready });
            await db.SaveChangesAsync();
        }

        Assert.Equal(1, (await ReadAsync(MoneyMode.Live)).Queue.ReadySteps);
    }

    private async Task SaveRunsAsync()
    {
        await using var db = Open();
        // On PostgreSQL leases go by the database's own clock.
        var leaseNow = await new LeaseClock(Database.Choice, _clock).NowAsync(db, CancellationToken.None);
        var rows = new RunRows(db);
        var (announce, paused) = (rows.AddPipeline("announce"), rows.AddPipeline("paused"));
        Hold(HoldScope.Pipeline, paused.Pipeline.Id.ToString());
        Hold(HoldScope.Intake, announce.Pipeline.Id.ToString());
        Hold(HoldScope.Provider, "acme");

        Expect(RunStanding.Working, Add(announce, StepState.Running, leaseFor: 600));
        Expect(RunStanding.Working, Add(announce, StepState.Ready));
        // Its lease ran out, but the sweep has not had its turn yet.
        Expect(RunStanding.Working, Add(announce, StepState.Running, leaseFor: -5));
        Expect(RunStanding.Stuck, Add(announce, StepState.Running, leaseFor: -60));
        Expect(RunStanding.Stuck, Add(announce, StepState.Blocked));
        Expect(RunStanding.WaitingForPerson, Add(announce, StepState.WaitingForReview, RunState.WaitingForReview));
        Expect(RunStanding.Held, Add(paused, StepState.Ready));
        Expect(RunStanding.Held, Add(paused, StepState.WaitingForReview, RunState.WaitingForReview));
        var own = Add(announce, StepState.Running, leaseFor: 600);
        Hold(HoldScope.Run, own.RunId.ToString(), own.RunId);
        Expect(RunStanding.Held, own);
        var ofStep = Add(announce, StepState.Ready);
        Hold(HoldScope.Step, ofStep.Id.ToString(), ofStep.RunId, ofStep.Id);
        Expect(RunStanding.Held, ofStep);
        // A pause before a step that is not ready yet keeps nothing so far.
        var ahead = Add(announce, StepState.Running, leaseFor: 600);
        var next = rows.AddStep(db.Runs.Local.Single(r => r.Id == ahead.RunId), "next", 1, state: StepState.Blocked);
        Hold(HoldScope.Step, next.Id.ToString(), next.RunId, next.Id);
        Expect(RunStanding.Working, ahead);
        var ofProvider = Add(announce, StepState.Ready);
        ofProvider.HeldFor = "acme";
        Expect(RunStanding.Held, ofProvider);
        // What keeps a run shows although something else of it is at work; what passes by itself does not.
        foreach (var (kind, target) in ((WaitKind, string)[])[(WaitKind.Provider, "acme"), (WaitKind.Provider, "acme"), (WaitKind.Budget, Id.New<BudgetId>().ToString()), (WaitKind.Doubt, "acme")])
        {
            var kept = Add(announce, StepState.Running, leaseFor: 600);
            Wait(rows.AddStep(db.Runs.Local.Single(r => r.Id == kept.RunId), "kept", 1, state: StepState.Ready), kind, target);
            Expect(RunStanding.Waiting, kept);
        }

        foreach (var kind in WaitKinds.Passing)
        {
            var alone = Add(announce, StepState.Ready);
            Wait(alone, kind, "acme");
            Expect(RunStanding.Waiting, alone);
            var busy = Add(announce, StepState.Running, leaseFor: 600);
            Wait(rows.AddStep(db.Runs.Local.Single(r => r.Id == busy.RunId), "passing", 1, state: StepState.Ready), kind, "acme");
            Expect(RunStanding.Working, busy);
        }

        // A budget's hold is no person's pause, and a person's pause counts first.
        var capped = Add(announce, StepState.Ready);
        Wait(capped, WaitKind.Budget, "b");
        Hold(HoldScope.Step, capped.Id.ToString(), capped.RunId, capped.Id, WaitKind.Budget);
        Expect(RunStanding.Waiting, capped);
        var both = Add(announce, StepState.Ready);
        Wait(both, WaitKind.Provider, "acme");
        Hold(HoldScope.Run, both.RunId.ToString(), both.RunId);
        Expect(RunStanding.Held, both);
        rows.AddRun(announce, RunState.Succeeded);
        rows.AddStep(rows.AddRun(announce, money: MoneyMode.Sandbox), "facts", 0, state: StepState.Ready);
        await db.SaveChangesAsync();

        StepRun Add((Pipeline, PipelineVersion) pipeline, StepState state, RunState runState = RunState.Running, int? leaseFor = null)
        {
            var step = rows.AddStep(rows.AddRun(pipeline, runState), "facts", 0, state: state);
            step.LeaseUntil = leaseFor is { } seconds ? leaseNow.AddSeconds(seconds) : null;
            return step;
        }

        void Expect(RunStanding standing, StepRun step) => _expected[step.RunId] = standing;

        static void Wait(StepRun step, WaitKind kind, string target) => StepTransitions.LetWait(step, new WaitCause(kind, target), Now.AddMinutes(1), Now.AddMinutes(1), "It waits.", RunRows.Noon);

        void Hold(HoldScope scope, string target, RunId? run = null, StepRunId? step = null, WaitKind cause = WaitKind.Hold) => db.Add(new Hold
        {
            Id = Id.New<HoldId>(),
            Scope = scope,
            Target = target,
            Cause = cause,
            RunId = run,
            StepRunId = step,
            Reason = "Prices changed",
            By = "Ada",
            PlacedAt = RunRows.Noon,
        });
    }

    private Task<DeskOverview> ReadAsync(MoneyMode money) => new DeskQuery(
        Database.Contexts, RunRows.Standings(Database, _clock), new WaitGroups(new RerouteSuggestion(new NamedProviders("acme", "spare"))), new WorkersQuery(Database.Contexts, _clock), new HoldListQuery(Database.Contexts, _clock),
        ReportingCalendar.From(null), _clock).ReadAsync(Actor.System, money, CancellationToken.None);

    private RunListQuery List() => new(Database.Contexts, RunRows.Standings(Database, _clock));
}

public sealed class DeskQueryOnSqlite() : DeskQueryTests(DatabaseKind.Sqlite);

public sealed class DeskQueryOnPostgres() : DeskQueryTests(DatabaseKind.Postgres);
