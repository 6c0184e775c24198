using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

public abstract class WriteGuardTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task MustNotHold_InATransaction_NamesWhatMustBeDoneBefore()
    {
        await using var db = Open();
        WriteTurn.MustNotHold("counting tokens");
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        var held = Assert.Throws<InvalidOperationException>(() => WriteTurn.MustNotHold("counting tokens"));

        Assert.Contains("counting tokens", held.Message);
    }

    [Fact]
    public async Task MustNotHold_AfterAnythingAwaitedInATransaction_StillThrows()
    {
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await db.Blobs.CountAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await Task.Yield();
            WriteTurn.MustNotHold("reading");
        });
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("roll back")]
    [InlineData("dispose")]
    public async Task MustNotHold_AfterTheTransaction_DoesNotThrow(string end)
    {
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        if (end == "commit") await transaction.CommitAsync(CancellationToken.None);
        else if (end == "roll back") await transaction.RollbackAsync(CancellationToken.None);
        else await transaction.DisposeAsync();

        WriteTurn.MustNotHold("reading");
    }

    [Fact]
    public async Task MustNotHold_InAnotherFlow_DoesNotThrow()
    {
        await using var db = Open();
        var begun = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        async Task HoldAsync()
        {
            await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
            begun.SetResult();
            await over.Task;
        }

        var holding = HoldAsync();
        await begun.Task;
        WriteTurn.MustNotHold("reading");
        over.SetResult();
        await holding;
    }

    [Fact]
    public async Task MustNotHold_InALoneTurn_ThrowsWhereThereIsOne()
    {
        await using var db = Open();
        using (await WriteTurn.TakeAsync(db, CancellationToken.None))
        {
            var thrown = Record.Exception(() => WriteTurn.MustNotHold("reading"));
            Assert.Equal(db.Database.IsSqlite(), thrown is InvalidOperationException);
        }

        WriteTurn.MustNotHold("reading");
    }

    [Fact]
    public async Task Commit_WhileItsTransactionIsStillThere_LetsTheNextOneWrite()
    {
        await using var db = Open();
        await using var other = Open();
        await using var first = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await first.CommitAsync(CancellationToken.None);

        await using var second = await WriteTransaction.BeginAsync(other, CancellationToken.None);

        Assert.Throws<InvalidOperationException>(() => WriteTurn.MustNotHold("reading"));
    }
}

public sealed class WriteGuardTestsOnSqlite() : WriteGuardTests(DatabaseKind.Sqlite);

public sealed class WriteGuardTestsOnPostgres() : WriteGuardTests(DatabaseKind.Postgres);
