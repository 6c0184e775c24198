using System.Collections.Concurrent;
using GenOps.Core.Calls;
using GenOps.Core.Data.Store;
using GenOps.Core.Inference.Protocol.Spool;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Core.Tests.Data.Store;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>Answers of many runs in one group, one of which, or whose commit, fails: none is lost, and none is booked twice.</summary>
public abstract class HotGroupsTests(DatabaseKind kind)
{
    private const string One = """
        name: one
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "first of {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [first]
        """;

    private readonly ConcurrentBag<ModelCallId> spooled = [];

    [Fact]
    public async Task Answer_OnePoisonedAmong64_FailsAloneAndIsRecordedTheSlowWay()
    {
        await using var scene = await HotScene.StartAsync(kind, hot: true);
        var thrown = await TogetherAsync(scene, EngineStore.MostTogether, (unit, n) => n == 40 ? new Spoilt(unit, w => w.Execute("SELECT nothing FROM nowhere", null)) : unit);

        Assert.Single(thrown);
        Assert.Equal(EngineStore.MostTogether - 1, scene.Store.Decided.Count(d => d is { Unit: AnswerUnit, Agreed: true }));
    }

    [Fact]
    public async Task Answer_CommitFailsWithAnswersInIt_AllAreInTheSpoolAndRecordedAfterwards()
    {
        await using var scene = await HotScene.StartAsync(kind, hot: true);
        // Only COMMIT finds out that there is no such run.
        if (kind == DatabaseKind.Postgres)
            await scene.WithAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE \"StepRuns\" ALTER CONSTRAINT \"FK_StepRuns_Runs_RunId\" DEFERRABLE INITIALLY DEFERRED"));

        var thrown = await TogetherAsync(scene, 8, (unit, n) => n == 4 ? new Spoilt(unit, Orphan) : unit);

        Assert.Equal(8, thrown.Count);
        Assert.DoesNotContain(scene.Store.Decided, d => d is { Unit: AnswerUnit, Agreed: true });
        Assert.Equal(8, spooled.Distinct().Count());
    }

    private void Orphan(StoreWriting writing)
    {
        if (kind == DatabaseKind.Sqlite) writing.Execute("PRAGMA defer_foreign_keys = ON", null);
        writing.Insert(new StepRun { Id = Id.New<StepRunId>(), RunId = Id.New<RunId>(), StepId = "draft", Kind = "prompt", Position = 0 });
    }

    /// <summary>Works on so many runs whose answers come while the store is busy, so that they share a group; gives what the units threw.</summary>
    private async Task<IReadOnlyCollection<Exception>> TogetherAsync(HotScene scene, int count, Func<StoreUnit, int, StoreUnit> spoil)
    {
        await scene.BeginAsync(One);
        List<RunId> runs = [scene.Run];
        while (runs.Count < count) runs.Add(await scene.BeginAgainAsync("one"));
        using var free = new ManualResetEventSlim();
        var allOut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (isOut, queued, asked) = (0, 0, 0);
        scene.Provider.Out = _ =>
        {
            if (Interlocked.Increment(ref isOut) == count) allOut.SetResult();
            return given.Task;
        };
        scene.Store.Before = unit => Task.FromResult(unit is AnswerUnit ? spoil(unit, Interlocked.Increment(ref asked)) : unit);
        scene.Store.Queued = unit =>
        {
            if (unit is AnswerUnit or Spoilt && Interlocked.Increment(ref queued) == count) free.Set();
        };
        scene.Store.Threw = () =>
        {
            var log = new SpoolLog(Path.Combine(scene.Engine.Folder, "spool"), NullLogger.Instance);
            log.Look();
            foreach (var call in log.Calls) spooled.Add(call);
        };
        var working = Task.WhenAll(runs.Select(r => Task.Run(() => scene.Engine.Get<RunWorker>().WorkAsync(r, CancellationToken.None))));
        await allOut.Task;
        var busy = scene.Engine.Database.Store.CommitAsync(new TestUnit
        {
            Decides = () =>
            {
                // Only now, lest this unit be taken together with the answers and share what becomes of them.
                given.TrySetResult();
                free.Wait(TimeSpan.FromSeconds(30));
                return false;
            },
        });
        await working;
        await busy;
        await using var db = scene.Engine.Open();
        Assert.Equal(count, await db.Runs.CountAsync(r => r.State == RunState.Succeeded));
        Assert.Equal(count, await db.ModelCalls.CountAsync(c => c.State == CallState.Applied));
        Assert.Equal(count, await db.LedgerEntries.CountAsync());
        Assert.Equal(count, await db.Outputs.CountAsync());
        Assert.Equal(count, scene.Provider.Posted.Count);
        return scene.Store.Thrown;
    }

    /// <summary>A unit that writes something more.</summary>
    private sealed class Spoilt(StoreUnit inner, Action<StoreWriting> more) : StoreUnit
    {
        public override Guid Key => inner.Key;

        public override bool IsUrgent => inner.IsUrgent;

        public override void Lock(StoreLocks locks) => inner.Lock(locks);

        public override void Ask(StoreReading reading) => inner.Ask(reading);

        public override bool Decide() => inner.Decide();

        public override void Write(StoreWriting writing)
        {
            inner.Write(writing);
            more(writing);
        }
    }
}

public sealed class HotGroupsOnSqlite() : HotGroupsTests(DatabaseKind.Sqlite);

public sealed class HotGroupsOnPostgres() : HotGroupsTests(DatabaseKind.Postgres);
