using System.Data.Common;
using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>What becomes of the others where one unit, a commit or the database fails.</summary>
public abstract class EngineStoreFaultsTests(DatabaseKind kind) : StoreTest(kind)
{
    [Fact]
    public async Task Commit_OnePoisonedUnitAmong64_FailsAlone()
    {
        await Store.CommitAsync(Adds("there already"));

        var said = await TogetherAsync(Enumerable.Range(0, 64).Select(i => Adds(i == 40 ? "there already" : $"{i}")));

        await Assert.ThrowsAnyAsync<DbException>(() => said[40]);
        Assert.All(said.Where((_, i) => i != 40), s => Assert.True(s.IsCompletedSuccessfully && s.Result));
        Assert.Equal(64, (await MessagesAsync()).Count);
        // All of the others were decided anew, each in a commit of its own.
        Assert.Equal(2 + 63, Store.Counts.Groups);
    }

    [Fact]
    public async Task Commit_UnitThatCannotSayWhatItWrites_FailsAlone()
    {
        var said = await TogetherAsync(Adds("1"), new TestUnit { Writes = _ => throw new InvalidDataException("no") }, new TestUnit { Asks = _ => throw new InvalidDataException("no") }, Adds("2"));

        await Assert.ThrowsAsync<InvalidDataException>(() => said[1]);
        await Assert.ThrowsAsync<InvalidDataException>(() => said[2]);
        Assert.Equal(["1", "2"], (await MessagesAsync()).Order());
    }

    [Fact]
    public async Task Commit_CommitThatFails_FailsAllOfTheGroup()
    {
        // Only COMMIT finds out that there is no such run.
        await DeferAsync();
        var orphan = new TestUnit
        {
            Writes = w =>
            {
                if (Database.Kind == DatabaseKind.Sqlite) w.Execute("PRAGMA defer_foreign_keys = ON", null);
                w.Insert(new StepRun { Id = Id.New<StepRunId>(), RunId = Id.New<RunId>(), StepId = "draft", Kind = "prompt", Position = 0 });
            },
        };

        var said = await TogetherAsync(Adds("1"), orphan, Adds("2"));

        foreach (var one in said) await Assert.ThrowsAnyAsync<DbException>(() => one);
        Assert.Empty(await MessagesAsync());
        Assert.True(await Store.CommitAsync(Adds("3")));
    }

    [Fact]
    public async Task Commit_WhileTheDatabaseIsAway_FailsWithItsException()
    {
        var choice = Database.Kind == DatabaseKind.Sqlite
            ? DatabaseChoice.From(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "genops.db"), "")
            : Database.Choice with { ConnectionString = Database.Choice.ConnectionString + ";Database=nowhere" };
        await using var services = new ServiceCollection().AddGenOpsDatabase(choice).BuildServiceProvider();
        var store = services.GetRequiredService<IEngineStore>();

        var said = Enumerable.Range(0, 10).Select(i => store.CommitAsync(Adds($"{i}"))).ToList();

        foreach (var one in said) Assert.NotNull(StorageFault.Of(await Assert.ThrowsAnyAsync<DbException>(() => one)));
    }

    private async Task DeferAsync()
    {
        if (Database.Kind == DatabaseKind.Sqlite) return;
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"StepRuns\" ALTER CONSTRAINT \"FK_StepRuns_Runs_RunId\" DEFERRABLE INITIALLY DEFERRED");
    }
}

public sealed class EngineStoreFaultsTestsOnSqlite() : EngineStoreFaultsTests(DatabaseKind.Sqlite);

public sealed class EngineStoreFaultsTestsOnPostgres() : EngineStoreFaultsTests(DatabaseKind.Postgres);
