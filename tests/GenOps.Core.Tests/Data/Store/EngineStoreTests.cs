using GenOps.Core.Blobs;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using GenOps.Core.Pipelines;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data.Store;

public abstract class EngineStoreTests(DatabaseKind kind) : StoreTest(kind)
{
    [Fact]
    public async Task Commit_UnitThatAgrees_WritesAllOfIt()
    {
        var kept = await KeepPipelineAsync();
        var content = BlobContent.OfText("a prompt", "text/plain");
        Asked<Pipeline?> pipeline = null!;
        var unit = new TestUnit
        {
            Asks = r => pipeline = r.Row<Pipeline>("\"Id\" = $1 AND \"Name\" = $2", kept.Id, "announce"),
            Decides = () =>
            {
                pipeline.Value!.MostRunsAtOnce = null;
                pipeline.Value.Description = "said";
                return true;
            },
            Writes = w =>
            {
                w.Blob(content, Noon);
                w.Insert(Message("one"));
                // Another column, by a statement of its own: what was read of it is not written back.
                w.Execute("UPDATE \"Pipelines\" SET \"CostCentre\" = $1 WHERE \"Id\" = $2", 1, "marketing", kept.Id);
                w.Update(pipeline.Value!);
                w.Update(pipeline.Value!);
            },
        };

        Assert.True(await Store.CommitAsync(unit));

        var written = await PipelineAsync();
        Assert.Equal((null, "said", "marketing"), (written.MostRunsAtOnce, written.Description, written.CostCentre));
        Assert.Equal(["one"], await MessagesAsync());
        await using var db = Open();
        Assert.Equal("a prompt", await BlobStore.GetTextAsync(db, content.Hash, CancellationToken.None));
        Assert.Equal(new StoreCounts(1, 1, Statements: db.Database.IsSqlite() ? 5 : 6), Store.Counts);
    }

    [Fact]
    public async Task Commit_UnitThatRefuses_ChangesNothingBesideOnesThatAgree()
    {
        var kept = await KeepPipelineAsync();

        var said = await TogetherAsync(Changes(kept.Id, Add), Changes(kept.Id, p => !Add(p)), Changes(kept.Id, Add));

        bool[] answers = await Task.WhenAll(said);
        Assert.Equal([true, false, true], answers);
        // Each decided on what the one before it left.
        Assert.Equal(2, (await PipelineAsync()).MostRunsAtOnce);
        Assert.Equal(2, Store.Counts.Groups);
    }

    [Fact]
    public async Task Commit_DecisionThatThrows_RefusesItAndComesOut()
    {
        var kept = await KeepPipelineAsync();

        var said = await TogetherAsync(Changes(kept.Id, p => Add(p) ? throw new InvalidDataException("no") : false), Changes(kept.Id, Add));

        await Assert.ThrowsAsync<InvalidDataException>(() => said[0]);
        Assert.True(await said[1]);
        Assert.Equal(1, (await PipelineAsync()).MostRunsAtOnce);
    }

    [Fact]
    public async Task Commit_ChangedRowThatIsNotWritten_FailsInTestBuilds()
    {
        var kept = await KeepPipelineAsync();
        Asked<Pipeline?> pipeline = null!;
        var forgetful = new TestUnit { Asks = r => pipeline = r.Row<Pipeline>("\"Id\" = $1", kept.Id), Decides = () => Add(pipeline.Value!) };

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(forgetful));

        Assert.Contains("MostRunsAtOnce", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_RowOfSomebodyElse_Fails()
    {
        await KeepPipelineAsync();
        var unread = await PipelineAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(new TestUnit { Writes = w => w.Update(unread) }));
    }

    [Fact]
    public async Task Update_RowThatIsGone_Fails()
    {
        var kept = await KeepPipelineAsync();
        Asked<Pipeline?> pipeline = null!;
        var unit = new TestUnit
        {
            Asks = r => pipeline = r.Row<Pipeline>("\"Id\" = $1", kept.Id),
            Decides = () => Add(pipeline.Value!),
            Writes = w =>
            {
                w.Execute("DELETE FROM \"Pipelines\"", 1);
                w.Update(pipeline.Value!);
            },
        };

        await Assert.ThrowsAsync<UnexpectedRowsException>(() => Store.CommitAsync(unit));
        Assert.Equal(0, (await PipelineAsync()).MostRunsAtOnce);
    }

    [Fact]
    public async Task Values_OfEveryKind_AreReadAsTheyWereWritten()
    {
        var message = Message("one");
        Asked<IReadOnlyList<OutboxMessageId>> id = null!;
        Asked<IReadOnlyList<DateTime?>> due = null!, dispatched = null!;
        Asked<IReadOnlyList<long>> count = null!;
        Asked<IReadOnlyList<string>> name = null!;
        var adds = new TestUnit { Writes = w => w.Insert(message) };
        var reads = new TestUnit
        {
            Asks = r =>
            {
                id = r.Values<OutboxMessageId>("SELECT \"Id\" FROM \"Outbox\" WHERE \"RunId\" = $1 AND \"DueAt\" = $2", message.RunId, Noon);
                due = r.Values<DateTime?>("SELECT \"DueAt\" FROM \"Outbox\" WHERE \"Priority\" = $1", (int)RunPriority.High);
                dispatched = r.Values<DateTime?>("SELECT \"DispatchedAt\" FROM \"Outbox\"");
                count = r.Values<long>("SELECT count(*) FROM \"Outbox\" WHERE \"DispatchedAt\" IS NULL");
                name = r.Values<string>("SELECT \"DedupeKey\" FROM \"Outbox\" WHERE \"DedupeKey\" <> $1", MoneyMode.Live);
            },
        };

        await Store.CommitAsync(adds);
        Assert.Throws<InvalidOperationException>(() => new Asked<int>().Value);
        await Store.CommitAsync(reads);

        Assert.Equal([message.Id], id.Value);
        Assert.Equal([Noon], due.Value);
        Assert.Equal(DateTimeKind.Utc, due.Value[0]!.Value.Kind);
        Assert.Equal([null], dispatched.Value);
        Assert.Equal([1L], count.Value);
        Assert.Equal(["one"], name.Value);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(new TestUnit { Asks = r => r.Values<long>("SELECT $1", DateTime.UnixEpoch.ToLocalTime()) }));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(new TestUnit { Asks = r => r.Values<long>("SELECT $1", new Money(1)) }));
    }

    [Fact]
    public async Task Shared_FactsOfAGroup_AreAskedOnce()
    {
        await KeepPipelineAsync();
        var seen = new List<Names>();
        TestUnit Asks() => new()
        {
            Asks = r => seen.Add(r.Shared<Names>()),
            Decides = () => seen[^1].All.Value is ["announce"],
        };

        Assert.All(await Task.WhenAll(await TogetherAsync(Asks(), Asks())), Assert.True);

        Assert.Same(seen[0], seen[1]);
        Assert.True(await Store.CommitAsync(Asks()));
        Assert.NotSame(seen[0], seen[2]);
    }

    [Fact]
    public async Task Commit_ByWhoeverHoldsTheWriteTurn_IsRefused()
    {
        await using var db = Open();
        await using var transaction = await GenOps.Core.Data.WriteTransaction.BeginAsync(db, CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitAsync(Adds("one")));
    }

    private static bool Add(Pipeline pipeline)
    {
        pipeline.MostRunsAtOnce++;
        return true;
    }

    private sealed class Names : SharedFacts
    {
        public Asked<IReadOnlyList<string>> All { get; private set; } = null!;

        public override void Ask(StoreReading reading) => All = reading.Values<string>("SELECT \"Name\" FROM \"Pipelines\"");
    }
}

public sealed class EngineStoreTestsOnSqlite() : EngineStoreTests(DatabaseKind.Sqlite);

public sealed class EngineStoreTestsOnPostgres() : EngineStoreTests(DatabaseKind.Postgres);
