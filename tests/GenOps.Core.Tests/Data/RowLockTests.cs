using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.Core.Tests.Data;

public abstract class RowLockTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const string LockNotAvailable = "55P03";

    [Fact]
    public async Task LockAsync_RowsThatAreThereAndNot_CountsThem()
    {
        await KeepAsync("one");
        await KeepAsync("two");
        await using var db = Open();
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);

        Assert.Equal(2, await db.Blobs.Where(b => b.MediaType == "text/plain").LockAsync(db, CancellationToken.None));
        Assert.Equal(0, await db.Blobs.Where(b => b.MediaType == "image/png").LockAsync(db, CancellationToken.None));
    }

    [Fact]
    public async Task LockAsync_UntilItsTransactionEnds_KeepsOthersFromTheRow()
    {
        var row = await KeepAsync("one");
        await using var db = Open();
        await using (var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None))
        {
            await db.Blobs.Where(b => b.Hash == row).LockAsync(db, CancellationToken.None);
            await using var other = Open();
            if (other.Database.IsSqlite())
            {
                using var impatient = new CancellationTokenSource();
                var waiting = WriteTransaction.BeginAsync(other, impatient.Token);
                await impatient.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            }
            else
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => TakeAtOnceAsync(other, row));
                Assert.Equal(LockNotAvailable, refused.SqlState);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }

        await using var next = Open();
        if (!next.Database.IsSqlite()) await TakeAtOnceAsync(next, row);
        await using var after = await WriteTransaction.BeginAsync(next, CancellationToken.None);
        Assert.Equal(1, await next.Blobs.Where(b => b.Hash == row).LockAsync(next, CancellationToken.None));
    }

    private static Task<int> TakeAtOnceAsync(GenOpsDbContext db, BlobHash row) => db.Database.ExecuteSqlInterpolatedAsync(
        $"""SELECT 1 FROM "Blobs" WHERE "Hash" = {row.Hex} FOR NO KEY UPDATE NOWAIT""");

    private async Task<BlobHash> KeepAsync(string text)
    {
        await using var db = Open();
        await BlobStore.PutAsync(db, BlobContent.OfText(text, "text/plain"), DateTime.UnixEpoch, CancellationToken.None);
        await db.SaveChangesAsync();
        return BlobHash.Of(text);
    }
}

public sealed class RowLockTestsOnSqlite() : RowLockTests(DatabaseKind.Sqlite);

public sealed class RowLockTestsOnPostgres() : RowLockTests(DatabaseKind.Postgres);
