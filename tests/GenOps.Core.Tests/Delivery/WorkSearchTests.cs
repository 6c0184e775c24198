using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Delivery;

public abstract class WorkSearchTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Look_HighPlacedBehindAThousandNormal_IsWorkedOnNext()
    {
        await WakeAsync(RunPriority.Normal, 1_000);
        RunId? high = null;
        using var stopping = new CancellationTokenSource();
        var worked = await LookAsync(
            async (_, count) =>
            {
                if (count == 3) high = (await WakeAsync(RunPriority.High, 1))[0];
                if (count == 5) await stopping.CancelAsync();
            },
            stopping.Token);

        Assert.Equal(high, worked[3]);
        Assert.Equal(5, worked.Distinct().Count());
    }

    [Fact]
    public async Task Look_RunThatCannotBeWorkedOn_KeepsNoOtherFromItsTurn()
    {
        var runs = await WakeAsync(RunPriority.Normal, 3);

        var worked = await LookAsync((_, count) => count == 1 ? throw new InvalidOperationException("No such step.") : Task.CompletedTask, None);

        Assert.Equal(runs, worked);
    }

    [Fact]
    public async Task Look_DatabaseThatCannotWrite_EndsAsIfNothingWereDue()
    {
        await WakeAsync(RunPriority.Normal, 1);
        await using (var db = Open()) await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Outbox\" RENAME TO \"Away\"");
        Assert.Empty(await LookAsync((_, _) => Task.CompletedTask, None));

        await using (var db = Open()) await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Away\" RENAME TO \"Outbox\"");
        Assert.Single(await LookAsync((_, _) => Task.CompletedTask, None));
    }

    [Fact]
    public async Task Look_Stopping_LetsTheRestForOthers()
    {
        await WakeAsync(RunPriority.Normal, 3);
        using var stopping = new CancellationTokenSource();

        var worked = await LookAsync((_, _) => stopping.CancelAsync(), stopping.Token);

        Assert.Single(worked);
        await using var db = Open();
        Assert.Equal(2, await db.Outbox.CountAsync(m => m.DispatchedAt == null));
    }

    private async Task<List<RunId>> LookAsync(Func<RunId, int, Task> work, CancellationToken stopping)
    {
        var worker = new Worker(work);
        var crew = new LookCrew(1, TimeSpan.Zero, TimeProvider.System);
        var search = new WorkSearch(worker, new DueWakes(Database.Contexts, Database.Store, TimeProvider.System), crew, TimeProvider.System, NullLogger<WorkSearch>.Instance);
        await search.LookAsync(stopping);
        return worker.Worked;
    }

    private async Task<List<RunId>> WakeAsync(RunPriority priority, int count)
    {
        await using var db = Open();
        var runs = new List<RunId>();
        var now = TimeProvider.System.UtcNow();
        for (var i = 0; i < count; i++)
        {
            runs.Add(Id.New<RunId>());
            RunWakes.Add(db, runs[i], priority, now.AddMilliseconds(i - count));
        }

        await db.SaveChangesAsync();
        return runs;
    }

    private sealed class Worker(Func<RunId, int, Task> work) : IRunWorker
    {
        public List<RunId> Worked { get; } = [];

        public Task WorkAsync(RunId run, CancellationToken cancellationToken)
        {
            Worked.Add(run);
            return work(run, Worked.Count);
        }
    }
}

public sealed class WorkSearchTestsOnSqlite() : WorkSearchTests(DatabaseKind.Sqlite);

public sealed class WorkSearchTestsOnPostgres() : WorkSearchTests(DatabaseKind.Postgres);
