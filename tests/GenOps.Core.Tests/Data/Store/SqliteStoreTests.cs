using GenOps.Core.Data;
using GenOps.Testing;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>The store among other writers of a SQLite file.</summary>
public sealed class SqliteStoreTests() : StoreTest(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task Commit_WithoutPause_LetsOtherWritersInAfterEachGroup()
    {
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 100).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++) Assert.True(await Store.CommitAsync(Adds($"{worker} {i}")));
        })).ToList();
        while (Store.Counts.Groups == 0) await Task.Yield();

        for (var i = 0; i < 20; i++)
        {
            await using var db = Open();
            var waiting = WriteTransaction.BeginAsync(db, CancellationToken.None);
            var asked = Store.Counts.Groups;
            await using var transaction = await waiting;
            // The group that was under way, and one that had ended and was not counted yet.
            Assert.InRange(Store.Counts.Groups - asked, 0, 2);
            db.Add(Message($"mine {i}"));
            await db.SaveChangesAsync();
            await transaction.CommitAsync(CancellationToken.None);
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal(20, (await MessagesAsync()).Count(m => m.StartsWith("mine", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Commit_WhileAnotherWrites_WaitsForItsEnd()
    {
        await using var db = Open();
        var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        Task<bool> waiting;
        // The flow that holds the turn may not wait for the store.
        using (ExecutionContext.SuppressFlow()) waiting = Task.Run(() => Store.CommitAsync(Adds("1")));
        db.Add(Message("2"));
        await db.SaveChangesAsync();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, Store.Counts.Groups);
        await transaction.CommitAsync(CancellationToken.None);
        await transaction.DisposeAsync();

        Assert.True(await waiting);
    }
}
