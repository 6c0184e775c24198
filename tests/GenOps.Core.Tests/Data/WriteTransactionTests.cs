using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

public abstract class WriteTransactionTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Begin_ManyAtOnceSomeGivenUp_KeepsWhatWasCommittedAndNothingElse()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(WriteAsync));

        await using var db = Open();
        Assert.Equal(
            Enumerable.Range(0, 40).Where(n => n % 4 != 0).Select(n => BlobHash.Of($"text {n}").Hex).Order(),
            (await db.Blobs.Select(b => b.Hash).ToListAsync()).Select(h => h.Hex).Order());
    }

    [Fact]
    public async Task Begin_WhoeverWaitsGivesUp_TheNextStillGetsItsTurn()
    {
        await using var db = Open();
        var first = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        if (db.Database.IsSqlite())
        {
            await using var other = Open();
            using var impatient = new CancellationTokenSource();
            var waiting = WriteTransaction.BeginAsync(other, impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await first.DisposeAsync();
        await WriteAsync(1);
        Assert.Equal(1, await db.Blobs.CountAsync());
    }

    /// <summary>Writes one text; each fourth is not committed.</summary>
    private async Task WriteAsync(int number)
    {
        var text = BlobContent.OfText($"text {number}", "text/plain");
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await BlobStore.PutAsync(db, text, Noon, CancellationToken.None);
        if (number % 4 != 0) await transaction.CommitAsync(CancellationToken.None);
    }
}

public sealed class WriteTransactionTestsOnSqlite() : WriteTransactionTests(DatabaseKind.Sqlite);

public sealed class WriteTransactionTestsOnPostgres() : WriteTransactionTests(DatabaseKind.Postgres);
