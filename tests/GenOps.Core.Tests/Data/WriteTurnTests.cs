using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

public abstract class WriteTurnTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Take_WhileATransactionHasIt_WaitsForItsEndOnSqliteOnly()
    {
        await using var db = Open();
        await using var other = Open();
        var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        var waiting = WriteTurn.TakeAsync(other, CancellationToken.None).AsTask();
        Assert.Equal(!db.Database.IsSqlite(), waiting.IsCompleted);
        await transaction.DisposeAsync();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Take_InsideATransaction_IsItsTurnAndLeavesItToIt()
    {
        await using var db = Open();
        await using var other = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        (await WriteTurn.TakeAsync(db, CancellationToken.None)).Dispose();
        var waiting = WriteTurn.TakeAsync(other, CancellationToken.None).AsTask();
        Assert.Equal(!db.Database.IsSqlite(), waiting.IsCompleted);
        await transaction.DisposeAsync();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Dispose_Twice_GivesOneTurn()
    {
        await using var db = Open();
        await using var other = Open();
        var turn = await WriteTurn.TakeAsync(db, CancellationToken.None);
        turn.Dispose();
        turn.Dispose();

        var first = await WriteTurn.TakeAsync(db, CancellationToken.None);
        var second = WriteTurn.TakeAsync(other, CancellationToken.None).AsTask();
        Assert.Equal(!db.Database.IsSqlite(), second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }
}

public sealed class WriteTurnTestsOnSqlite() : WriteTurnTests(DatabaseKind.Sqlite);

public sealed class WriteTurnTestsOnPostgres() : WriteTurnTests(DatabaseKind.Postgres);
