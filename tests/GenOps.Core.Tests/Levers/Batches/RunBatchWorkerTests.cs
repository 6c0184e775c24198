using System.Data.Common;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Levers.Batches;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Levers.Batches;

public abstract class RunBatchWorkerTests(DatabaseKind kind)
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

    private const string SqlitePowerCut =
        """CREATE TRIGGER power_cut BEFORE UPDATE ON "RunBatchItems" BEGIN SELECT RAISE(ABORT, 'the power is gone'); END""";

    /// <summary>At the commit, as late as can be.</summary>
    private const string PostgresPowerCut = """
        CREATE FUNCTION power_cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the power is gone'; END $$;
        CREATE CONSTRAINT TRIGGER power_cut AFTER UPDATE ON "RunBatchItems" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION power_cut()
        """;

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(RunBatchAction.Pause)]
    [InlineData(RunBatchAction.Cancel)]
    public async Task Work_BrokenOffWhereItSaysThatARunIsDone_LeavesTheRunAloneAndDoesItLater(RunBatchAction action)
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        var batch = await engine.Make<PlaceRunBatch>().ExecuteAsync(Actor.System, action, new RunListFilter(), "a look", None);

        await using var db = engine.Open();
        await db.Database.ExecuteSqlRawAsync(kind == DatabaseKind.Sqlite ? SqlitePowerCut : PostgresPowerCut);
        await Assert.ThrowsAnyAsync<DbException>(() => WorkAsync(engine));
        Assert.Equal((0, false), (await db.Holds.CountAsync(), (await engine.RunRowAsync(run)).CancelRequested));

        await db.Database.ExecuteSqlRawAsync(kind == DatabaseKind.Sqlite ? "DROP TRIGGER power_cut" : "DROP TRIGGER power_cut ON \"RunBatchItems\"");
        await WorkAsync(engine);
        var row = (await engine.Make<RunBatchQuery>().FindAsync(Actor.System, batch, None))!;
        Assert.Equal((1, 0, (string?)null), (row.Done, row.Refused, row.FirstProblem));
    }

    [Fact]
    public async Task Work_ARunThatSomebodyElsePausedMeanwhile_IsRefusedWithTheReason()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(One);
        var run = await engine.StartRunAsync("one", ("notes", "a"));
        var batch = await engine.Make<PlaceRunBatch>().ExecuteAsync(Actor.System, RunBatchAction.Pause, new RunListFilter(), "a look", None);
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfRun(run), "prices changed", null, None);
        await WorkAsync(engine);

        var row = (await engine.Make<RunBatchQuery>().FindAsync(Actor.System, batch, None))!;
        Assert.Equal((0, 1), (row.Done, row.Refused));
        Assert.Contains("prices changed", row.FirstProblem, StringComparison.Ordinal);
    }

    private static async Task WorkAsync(EngineFixture engine)
    {
        using var worker = engine.Make<RunBatchWorker>();
        while (await worker.WorkAsync(None) > 0)
        {
        }
    }

}

public sealed class RunBatchWorkerOnSqlite() : RunBatchWorkerTests(DatabaseKind.Sqlite);

public sealed class RunBatchWorkerOnPostgres() : RunBatchWorkerTests(DatabaseKind.Postgres);
