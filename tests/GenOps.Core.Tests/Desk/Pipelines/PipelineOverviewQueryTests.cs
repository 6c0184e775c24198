using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Pipelines;

public abstract class PipelineOverviewQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Read_LiveAndSandbox_AreNeverMixed()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var announce = rows.AddPipeline("announce", 2);
            rows.AddPipeline("invoices");
            var live = rows.AddRun(announce, RunState.WaitingForReview);
            rows.AddSpend(live, 100);
            rows.AddSpend(live, 11, at: RunRows.Noon.AddDays(-40));
            rows.AddSpend(rows.AddRun(announce, RunState.Succeeded, money: MoneyMode.Sandbox), 5000);
            await db.SaveChangesAsync();
        }

        var read = await Query().ReadAsync(Actor.System, MoneyMode.Live, RunRows.Noon.AddDays(-30), CancellationToken.None);

        Assert.Equal(["announce", "invoices"], read.Select(p => p.Name));
        Assert.Equal((2, 1, 1, 1, 111L, 100L), (read[0].Version, read[0].Runs, read[0].UnderWay, read[0].WaitingForReview, read[0].SpentNanoUsd, read[0].SpentSinceNanoUsd));
        Assert.Equal((0, 0L), (read[1].Runs, read[1].SpentNanoUsd));
    }

    [Fact]
    public async Task Read_RunsThatStandInManyWays_CountsThemAsTheDeskDoesAndMarksTheLast()
    {
        RunId waits;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var announce = rows.AddPipeline("announce");
            rows.AddStep(rows.AddRun(announce), "facts", 0, state: StepState.Ready);
            var run = rows.AddRun(announce, at: RunRows.Noon.AddMinutes(1));
            waits = run.Id;
            StepTransitions.LetWait(rows.AddStep(run, "facts", 0, state: StepState.Ready), new WaitCause(WaitKind.Provider, "alpha"), null, null, "It takes no calls.", RunRows.Noon);
            rows.AddRun(announce, RunState.Succeeded);
            await db.SaveChangesAsync();
        }

        var read = Assert.Single(await Query().ReadAsync(Actor.System, MoneyMode.Live, RunRows.Noon, CancellationToken.None));

        Assert.Equal([(RunStanding.Working, 1), (RunStanding.Waiting, 1)], read.Standings.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)));
        Assert.Equal(read.UnderWay, read.Standings.Values.Sum());
        Assert.Equal((waits, RunStanding.Waiting), (read.LastRuns[0].Id, read.LastRuns[0].Standing));
        Assert.Null(read.LastRuns.Single(r => r.EndedAt is not null).Standing);
    }

    [Fact]
    public async Task Read_ManyRuns_ShowsTheLastOnesNewestFirst()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var announce = rows.AddPipeline("announce");
            for (var i = 0; i < PipelineOverviewQuery.LastRunCount + 3; i++) rows.AddRun(announce, at: RunRows.Noon.AddMinutes(i));
            await db.SaveChangesAsync();
        }

        var runs = Assert.Single(await Query().ReadAsync(Actor.System, MoneyMode.Live, RunRows.Noon, CancellationToken.None)).LastRuns;

        Assert.Equal(PipelineOverviewQuery.LastRunCount, runs.Count);
        Assert.Equal(runs.OrderByDescending(r => r.TriggeredAt), runs);
        Assert.Equal(RunRows.Noon.AddMinutes(PipelineOverviewQuery.LastRunCount + 2), runs[0].TriggeredAt);
    }

    [Fact]
    public async Task Read_PausedPipeline_TellsTheReason()
    {
        await using (var db = Open())
        {
            var (pipeline, _) = new RunRows(db).AddPipeline("announce");
            db.Add(new Hold
            {
                Id = Id.New<HoldId>(),
                Scope = HoldScope.Pipeline,
                Target = pipeline.Id.ToString(),
                Reason = "wrong prices",
                By = "Grace",
                PlacedAt = RunRows.Noon,
            });
            await db.SaveChangesAsync();
        }

        var read = Assert.Single(await Query().ReadAsync(Actor.System, MoneyMode.Live, RunRows.Noon, CancellationToken.None));

        Assert.Equal("wrong prices", read.Pause?.Reason);
    }

    private PipelineOverviewQuery Query() => new(Database.Contexts, RunRows.Standings(Database), TimeProvider.System);
}

public sealed class PipelineOverviewQueryOnSqlite() : PipelineOverviewQueryTests(DatabaseKind.Sqlite);

public sealed class PipelineOverviewQueryOnPostgres() : PipelineOverviewQueryTests(DatabaseKind.Postgres);
