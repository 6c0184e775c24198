using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Blobs;

public abstract class BlobStoreTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Put_TheSameFromManyTransactions_StoresItOnce()
    {
        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var db = Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var hash = await BlobStore.PutTextAsync(db, "Grüße", "text/plain", Noon, CancellationToken.None);
            await transaction.CommitAsync();
            return hash;
        }));

        await using var db = Open();
        var blob = await db.Blobs.SingleAsync();
        Assert.Equal((BlobHash.Of("Grüße"), 7L, Noon, null), (blob.Hash, blob.Length, blob.CreatedAt, blob.ErasedAt));
        Assert.Single(hashes.Distinct());
        Assert.Equal("Grüße", await BlobStore.GetTextAsync(db, blob.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task Put_InATransactionThatIsRolledBack_StoresNothing()
    {
        await using var db = Open();
        await using (await db.Database.BeginTransactionAsync())
            await BlobStore.PutAsync(db, [1, 2, 3], "application/octet-stream", Noon, CancellationToken.None);

        await using var after = Open();
        await Assert.ThrowsAsync<NotFoundException>(() => BlobStore.GetAsync(after, BlobHash.Of([1, 2, 3]), CancellationToken.None));
    }

    [Fact]
    public async Task Erase_ByAnAdministrator_LeavesHashAndLengthUntilItIsGivenAnew()
    {
        await using var db = Open();
        var hash = await BlobStore.PutTextAsync(db, "secret", "text/plain", Noon, CancellationToken.None);
        var erase = new EraseBlob(Database.Runner(clock));

        await erase.ExecuteAsync(Actor.System, new EraseBlobRequest(hash, "The customer asked for it."), CancellationToken.None);
        await erase.ExecuteAsync(Actor.System, new EraseBlobRequest(hash, "Again."), CancellationToken.None);

        await Assert.ThrowsAsync<BlobErasedException>(() => BlobStore.GetAsync(db, hash, CancellationToken.None));
        var left = await db.Blobs.AsNoTracking().SingleAsync();
        Assert.Equal((0, 6L), (left.Content.Length, left.Length));
        Assert.Equal("blob.erase", (await db.AuditEntries.SingleAsync()).Action);
        await BlobStore.PutTextAsync(db, "secret", "text/plain", Noon, CancellationToken.None);
        Assert.Equal("secret", await BlobStore.GetTextAsync(db, hash, CancellationToken.None));
    }

    [Fact]
    public async Task Erase_WithoutRoleReasonOrContent_IsRefused()
    {
        var erase = new EraseBlob(Database.Runner(clock));
        var reviewer = new Actor(Guid.CreateVersion7(), "Ada", new HashSet<string> { Roles.Reviewer });
        var hash = BlobHash.Of("never");

        await Assert.ThrowsAsync<AccessDeniedException>(() => erase.ExecuteAsync(reviewer, new EraseBlobRequest(hash, "Because."), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidInputException>(() => erase.ExecuteAsync(Actor.System, new EraseBlobRequest(hash, " "), CancellationToken.None));
        await Assert.ThrowsAsync<NotFoundException>(() => erase.ExecuteAsync(Actor.System, new EraseBlobRequest(hash, "Because."), CancellationToken.None));
    }
}

public sealed class BlobStoreOnSqliteTests() : BlobStoreTests(DatabaseKind.Sqlite);

public sealed class BlobStoreOnPostgresTests() : BlobStoreTests(DatabaseKind.Postgres)
{
    [Fact]
    public async Task Put_OfAContentThatIsThere_WaitsForNobodyWhoPutsItToo()
    {
        await using var db = Open();
        await BlobStore.PutTextAsync(db, "Yes.", "text/plain", DateTime.UnixEpoch, CancellationToken.None);
        await using var other = Open();
        await using var transaction = await other.Database.BeginTransactionAsync();
        await BlobStore.PutTextAsync(other, "Yes.", "text/plain", DateTime.UnixEpoch, CancellationToken.None);

        await db.Database.ExecuteSqlRawAsync("SET lock_timeout = '2s'");
        var hash = await BlobStore.PutTextAsync(db, "Yes.", "text/plain", DateTime.UnixEpoch, CancellationToken.None);

        Assert.Equal("Yes.", await BlobStore.GetTextAsync(other, hash, CancellationToken.None));
    }
}
