using GenOps.Core.Data.Store;
using GenOps.Core.Pipelines;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>What only PostgreSQL can do to the store.</summary>
public sealed class PostgresStoreTests() : StoreTest(DatabaseKind.Postgres)
{
    [Fact]
    public async Task Commit_RowThatSomebodyChanges_WaitsAndSeesTheChange()
    {
        var kept = await KeepPipelineAsync();
        await using var db = Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Pipelines.ExecuteUpdateAsync(p => p.SetProperty(x => x.MostRunsAtOnce, 5));

        // Also where it is found by a condition, and named twice.
        Asked<Pipeline?> asked = null!;
        var waiting = Store.CommitAsync(new TestUnit
        {
            Locks = l =>
            {
                l.Where<Pipeline>(0, "\"Name\" = ANY($1)", (object)new[] { "announce" });
                l.Rows<Pipeline>(0, kept.Id.Value, Guid.NewGuid());
            },
            Asks = r => asked = r.Row<Pipeline>("\"Id\" = $1", kept.Id),
            Decides = () => asked.Value!.MostRunsAtOnce++ == 5,
            Writes = w => w.Update(asked.Value!),
        });
        await WaitersAsync(waiting);
        Assert.False(waiting.IsCompleted);
        await transaction.CommitAsync(CancellationToken.None);

        Assert.True(await waiting);
        Assert.Equal(6, (await PipelineAsync()).MostRunsAtOnce);
    }

    [Theory]
    [InlineData("idle_in_transaction_session_timeout", "15s")]
    [InlineData("enable_seqscan", "off")]
    [InlineData("jit", "off")]
    public async Task Store_OnItsConnections_HoldsNoLocksAsleepAndKeepsPlansThatLast(string setting, string value)
    {
        Asked<IReadOnlyList<string>> read = null!, written = null!;
        await Store.ReadAsync(r => read = r.Values<string>("SELECT current_setting($1)", setting));
        await Store.CommitAsync(new TestUnit { Asks = r => written = r.Values<string>("SELECT current_setting($1)", setting), Decides = () => true });

        Assert.Equal([value, value], [.. read.Value, .. written.Value]);
    }

    [Fact]
    public async Task Commit_GroupThatTheServerBreaksOffForAnother_GoesAgain()
    {
        await using (var db = Open())
        {
            // The first two times as in a deadlock; a sequence is not set back with its transaction.
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE SEQUENCE tries;
                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER breaks BEFORE INSERT ON "Outbox" FOR EACH ROW WHEN (NEW."DedupeKey" = '1') EXECUTE FUNCTION break_off();
                """);
        }

        Assert.All(await Task.WhenAll(await TogetherAsync(Adds("1"), Adds("2"))), Assert.True);

        // Together to the end: the one that kept the store busy, and both.
        Assert.Equal(2, Store.Counts.Groups);
        Assert.Equal(["1", "2"], (await MessagesAsync()).Order());
    }

    [Fact]
    public async Task Commit_CommitThatBreaksOff_SaysThatNobodyKnows()
    {
        await using (var db = Open())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON "Outbox" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."DedupeKey" = 'breaks') EXECUTE FUNCTION break_off();
                """);
        }

        var said = await TogetherAsync(Adds("1"), Adds("breaks"));

        foreach (var one in said) await Assert.ThrowsAsync<StoreCommitUnknownException>(() => one);
        Assert.True(await Store.CommitAsync(Adds("2")));
        Assert.Equal(["2"], await MessagesAsync());
    }

    [Fact]
    public async Task Commit_ConnectionThatWasLostMeanwhile_TakesAnother()
    {
        await Store.CommitAsync(Adds("1"));
        await LoseAsync();

        Assert.True(await Store.CommitAsync(Adds("2")));

        var decided = 0;
        Assert.True(await Store.CommitAsync(new TestUnit
        {
            Decides = () =>
            {
                if (decided++ == 0) LoseAsync().GetAwaiter().GetResult();
                return true;
            },
            Writes = w => w.Insert(Message("3")),
        }));
        Assert.Equal(2, decided);
        Assert.Equal(["1", "2", "3"], (await MessagesAsync()).Order());
    }

    [Fact]
    public async Task Commit_ContentOfManyUnits_IsStoredOnceAndRevivedWhereItWasErased()
    {
        var content = GenOps.Core.Blobs.BlobContent.OfText("the same", "text/plain");
        TestUnit Puts() => new() { Writes = w => w.Blob(content, Noon) };
        await Task.WhenAll(await TogetherAsync(Puts(), Puts()));
        await using var db = Open();
        await db.Blobs.ExecuteUpdateAsync(b => b.SetProperty(x => x.Content, Array.Empty<byte>()).SetProperty(x => x.ErasedAt, Noon));

        Assert.True(await Store.CommitAsync(Puts()));

        var stored = await db.Blobs.SingleAsync();
        Assert.Equal((8, 8L, (DateTime?)null), (stored.Content.Length, stored.Length, stored.ErasedAt));
    }

    private async Task LoseAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(Database.Choice.ConnectionString).Database!;
        await (await PostgresServer.SharedAsync()).TerminateConnectionsAsync(database);
    }

    /// <summary>Until somebody waits for a lock, or the task has ended without.</summary>
    private async Task WaitersAsync(Task waiting)
    {
        await using var db = Open();
        while (!waiting.IsCompleted && await db.Database.SqlQueryRaw<int>(
            "SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync() == 0)
            await Task.Yield();
    }
}
