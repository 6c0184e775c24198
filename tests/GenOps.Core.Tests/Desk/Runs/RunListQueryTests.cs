using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Testing;

namespace GenOps.Core.Tests.Desk.Runs;

public abstract class RunListQueryTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Read_PageByPage_ShowsEachRunOnceAlsoWhenTimesAreEqual()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var pipeline = rows.AddPipeline("announce");
            for (var i = 0; i < 7; i++) rows.AddRun(pipeline, at: RunRows.Noon.AddSeconds(i < 5 ? 0 : i));
            await db.SaveChangesAsync();
        }

        var seen = new List<RunId>();
        RunListPage page;
        PageCursor? after = null;
        do
        {
            page = await Query().ReadAsync(Actor.System, new RunListFilter { Take = 2, After = after }, CancellationToken.None);
            seen.AddRange(page.Rows.Select(r => r.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(7, page.Total);
        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Fact]
    public async Task Read_WithFilters_KeepsWhatMatchesAll()
    {
        RunId wanted;
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var (announce, invoices) = (rows.AddPipeline("announce"), rows.AddPipeline("invoices"));
            wanted = rows.AddRun(announce, RunState.Failed).Id;
            rows.AddRun(announce, RunState.Succeeded);
            rows.AddRun(announce, RunState.Failed, money: MoneyMode.Sandbox);
            rows.AddRun(announce, RunState.Failed, RunRows.Noon.AddDays(-1));
            rows.AddRun(announce, RunState.Failed, RunRows.Noon.AddDays(1));
            rows.AddRun(invoices, RunState.Failed);
            await db.SaveChangesAsync();
        }

        var page = await Query().ReadAsync(Actor.System,
            new RunListFilter
            {
                Pipeline = "announce",
                State = RunState.Failed,
                Money = MoneyMode.Live,
                From = RunRows.Noon,
                To = RunRows.Noon.AddDays(1),
            },
            CancellationToken.None);

        Assert.Equal(wanted, Assert.Single(page.Rows).Id);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("401", "refused")]
    [InlineData("GRACE", "graces")]
    [InlineData("invoi", "invoice")]
    [InlineData("100%", "sale")]
    [InlineData("1_0", "")]
    public async Task Read_WithText_FindsItInProblemPersonAndPipeline(string text, string expected)
    {
        var found = new Dictionary<RunId, string>();
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var announce = rows.AddPipeline("announce");
            var refused = rows.AddRun(announce, RunState.Failed);
            refused.Problem = "The provider refused it: 401 Unauthorised";
            found[refused.Id] = "refused";
            var sale = rows.AddRun(announce, RunState.Failed);
            sale.Problem = "Nothing is 100% off";
            found[sale.Id] = "sale";
            found[rows.AddRun(announce, by: "Grace").Id] = "graces";
            found[rows.AddRun(rows.AddPipeline("invoices")).Id] = "invoice";
            await db.SaveChangesAsync();
        }

        var page = await Query().ReadAsync(Actor.System, new RunListFilter { Text = text }, CancellationToken.None);

        Assert.Equal(expected, string.Join(' ', page.Rows.Select(r => found[r.Id])));
        var id = found.First().Key;
        Assert.Equal(id, Assert.Single((await Query().ReadAsync(Actor.System, new RunListFilter { Text = id.ToString() }, CancellationToken.None)).Rows).Id);
    }

    [Fact]
    public async Task Read_Run_CarriesItsCostAndProgress()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"));
            var step = rows.AddStep(run, "facts", 0);
            rows.AddStep(run, "posts", 1, state: StepState.Ready);
            rows.AddSpend(run, 40, step, rows.AddCall(step, nanos: 40));
            rows.AddSpend(run, 2);
            await db.SaveChangesAsync();
        }

        var row = Assert.Single((await Query().ReadAsync(Actor.System, new RunListFilter { UnderWay = true }, CancellationToken.None)).Rows);

        Assert.Equal((42L, 1, 2), (row.CostNanoUsd, row.StepsDone, row.Steps));
    }

    [Fact]
    public async Task Read_ACancelledRun_CountsOnlyTheStepsThatWereReallyDone()
    {
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"), RunState.Cancelled);
            rows.AddStep(run, "facts", 0);
            rows.AddStep(run, "optional", 1, state: StepState.Skipped);
            rows.AddStep(run, "posts", 2, state: StepState.Failed);
            rows.AddStep(run, "banner", 3, state: StepState.Cancelled);
            rows.AddStep(run, "out", 4, state: StepState.Cancelled);
            await db.SaveChangesAsync();
        }

        var row = Assert.Single((await Query().ReadAsync(Actor.System, new RunListFilter(), CancellationToken.None)).Rows);

        Assert.Equal((2, 5), (row.StepsDone, row.Steps));
    }

    private RunListQuery Query() => new(Database.Contexts, RunRows.Standings(Database));
}

public sealed class RunListQueryOnSqlite() : RunListQueryTests(DatabaseKind.Sqlite);

public sealed class RunListQueryOnPostgres() : RunListQueryTests(DatabaseKind.Postgres);
