using GenOps.Core.Access;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Queries;
using GenOps.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Runs.Queries;

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
        var overview = await new RunOverviewQuery(Database.Contexts, standings, new FakeTimeProvider(new DateTimeOffset(RunRows.Noon)))
            .ReadAsync(Actor.System, MoneyMode.Live, since, CancellationToken.None);

        var list = new RunListQuery(Database.Contexts, standings);
        Assert.Equal((2, 1, 1), (overview.Working, overview.Failed, overview.Succeeded));
        Assert.Equal(overview.Working, await CountAsync(new RunListFilter { Money = MoneyMode.Live, Standing = RunStanding.Working }));
        Assert.Equal(overview.Failed, await CountAsync(new RunListFilter { Money = MoneyMode.Live, State = RunState.Failed, From = since }));

        async Task<int> CountAsync(RunListFilter filter) => (await list.ReadAsync(Actor.System, filter, CancellationToken.None)).Total;
    }
}

public sealed class RunOverviewQueryOnSqlite() : RunOverviewQueryTests(DatabaseKind.Sqlite);

public sealed class RunOverviewQueryOnPostgres() : RunOverviewQueryTests(DatabaseKind.Postgres);
