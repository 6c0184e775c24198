using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Desk.Operations;

public abstract class RunOverviewQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Read_RunsOfEveryKind_EachFigureEqualsTheListBehindIt()
    {
        var since = RunRows.Noon.AddDays(-30);
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var pipeline = rows.AddPipeline("announce");
            rows.AddStep(rows.AddRun(pipeline), "facts", 0, state: StepState.Ready);
            rows.AddStep(rows.AddRun(pipeline, RunState.Pending), "facts", 0, state: StepState.Ready);
            rows.AddRun(pipeline, RunState.WaitingForReview);
            rows.AddRun(pipeline, RunState.Failed, since);
            rows.AddRun(pipeline, RunState.Failed, since.AddMinutes(-1));
            rows.AddRun(pipeline, RunState.Failed, money: MoneyMode.Sandbox);
            rows.AddRun(pipeline, RunState.Succeeded);
            await db.SaveChangesAsync();
        }

        var standings = RunRows.Standings(Database);
        var overview = await ReadAsync(Actor.System, since);

        var list = new RunListQuery(Database.Contexts, standings);
        Assert.Equal((2, 1, 1), (overview.Working, overview.Failed, overview.Succeeded));
        Assert.Equal(overview.Working, await CountAsync(new RunListFilter { Money = MoneyMode.Live, Standing = RunStanding.Working }));
        Assert.Equal(overview.Failed, await CountAsync(new RunListFilter { Money = MoneyMode.Live, State = RunState.Failed, From = since }));

        async Task<int> CountAsync(RunListFilter filter) => (await list.ReadAsync(Actor.System, filter, CancellationToken.None)).Total;
    }

    [Fact]
    public async Task Read_ReviewsOfBothMoneys_CountsTheOthersApart()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var pipeline = rows.AddPipeline("announce");
            foreach (var money in (MoneyMode[])[MoneyMode.Live, MoneyMode.Sandbox, MoneyMode.Sandbox]) rows.AddReview(rows.AddRun(pipeline, RunState.WaitingForReview, money: money));
            await db.SaveChangesAsync();
        }

        var overview = await ReadAsync(Actor.System, RunRows.Noon);

        Assert.Equal((1, 2), (overview.OpenReviews, overview.OtherReviews));
    }

    [Fact]
    public async Task Read_RunsThatStandStill_CountsThemByStandingAndWhatTheyWaitFor()
    {
        await SaveStillAsync();

        var overview = await ReadAsync(Actor.System, RunRows.Noon);

        Assert.Equal((0, 3, 1, 1), (overview.Working, overview.Waiting, overview.Held, overview.Stuck));
        // A budget's hold is no person's pause.
        Assert.Equal(1, overview.Pauses);
        Assert.Equal([(WaitKind.Provider, "acme", 2), (WaitKind.Budget, "b", 1)], overview.Waits.Select(w => (w.For, w.Target, w.Runs)));
        var list = new RunListQuery(Database.Contexts, RunRows.Standings(Database));
        foreach (var (standing, count) in ((RunStanding, int)[])[(RunStanding.Waiting, overview.Waiting), (RunStanding.Held, overview.Held), (RunStanding.Stuck, overview.Stuck)])
            Assert.Equal(count, (await list.ReadAsync(Actor.System, new RunListFilter { Money = MoneyMode.Live, Standing = standing }, CancellationToken.None)).Total);
    }

    [Theory]
    [InlineData(Roles.Operator, "spare")]
    [InlineData(Roles.Auditor, "spare")]
    [InlineData(Roles.Reviewer, null)]
    [InlineData(Roles.Finance, null)]
    public async Task Read_AsEachRole_TellsTheWayOutOnlyToThoseWhoMayReadIt(string role, string? elsewhere)
    {
        await SaveStillAsync();

        var overview = await ReadAsync(new Actor(Guid.NewGuid(), "Rita", new HashSet<string> { role }), RunRows.Noon);

        Assert.Equal((3, elsewhere), (overview.Waiting, overview.Waits[0].RerouteTo));
    }

    private Task<RunOverview> ReadAsync(Actor actor, DateTime since) => new RunOverviewQuery(
        Database.Contexts, RunRows.Standings(Database), new WaitGroups(new RerouteSuggestion(new NamedProviders("acme", "spare"))),
        new FakeTimeProvider(new DateTimeOffset(RunRows.Noon))).ReadAsync(actor, MoneyMode.Live, since, CancellationToken.None);

    /// <summary>Two runs wait for a provider, one for a budget that holds it; one is paused, and one is stuck.</summary>
    private async Task SaveStillAsync()
    {
        await using var db = Open();
        var rows = new RunRows(db);
        var pipeline = rows.AddPipeline("announce");
        Wait(WaitKind.Provider, "acme");
        Wait(WaitKind.Provider, "acme");
        var kept = Wait(WaitKind.Budget, "b");
        db.Add(Hold(HoldScope.Step, kept.Id.ToString(), kept.RunId, kept.Id, WaitKind.Budget));
        var paused = rows.AddStep(rows.AddRun(pipeline), "facts", 0, state: StepState.Ready);
        db.Add(Hold(HoldScope.Run, paused.RunId.ToString(), paused.RunId, null, WaitKind.Hold));
        rows.AddStep(rows.AddRun(pipeline, at: RunRows.Noon.AddHours(-1)), "facts", 0, state: StepState.Blocked);
        await db.SaveChangesAsync();

        StepRun Wait(WaitKind kind, string target)
        {
            var step = rows.AddStep(rows.AddRun(pipeline), "facts", 0, state: StepState.Ready);
            StepTransitions.LetWait(step, new WaitCause(kind, target), RunRows.Noon.AddMinutes(1), RunRows.Noon.AddMinutes(1), "It waits.", RunRows.Noon);
            return step;
        }

        static Hold Hold(HoldScope scope, string target, RunId run, StepRunId? step, WaitKind cause) => new()
        {
            Id = Id.New<HoldId>(),
            Scope = scope,
            Target = target,
            RunId = run,
            StepRunId = step,
            Cause = cause,
            Reason = "Prices changed",
            By = "Ada",
            PlacedAt = RunRows.Noon,
        };
    }
}

public sealed class RunOverviewQueryOnSqlite() : RunOverviewQueryTests(DatabaseKind.Sqlite);

public sealed class RunOverviewQueryOnPostgres() : RunOverviewQueryTests(DatabaseKind.Postgres);
