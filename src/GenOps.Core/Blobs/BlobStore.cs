using System.Text;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Blobs;

/// <summary>Puts contents under their hash, inside the caller's transaction.</summary>
public static class BlobStore
{
    // A content that was erased and is given anew is there again: erasing forgets the past, it does not forbid the future.
    private const string PutOnSqlite =
        """
        INSERT INTO "Blobs" ("Hash", "MediaType", "Length", "Content", "CreatedAt")
        VALUES ({0}, {1}, {2}, {3}, {4})
        ON CONFLICT ("Hash") DO UPDATE SET "Content" = excluded."Content", "ErasedAt" = NULL
        WHERE "Blobs"."ErasedAt" IS NOT NULL
        """;

    // There ON CONFLICT DO UPDATE locks the row that is there already, whatever its WHERE says, and all who give the same content would go one by one.
    private const string PutOnPostgres =
        """
        WITH put AS (
          INSERT INTO "Blobs" ("Hash", "MediaType", "Length", "Content", "CreatedAt")
          VALUES ({0}, {1}, {2}, {3}, {4}) ON CONFLICT ("Hash") DO NOTHING)
        UPDATE "Blobs" SET "Content" = {3}, "ErasedAt" = NULL WHERE "Hash" = {0} AND "ErasedAt" IS NOT NULL
        """;

    /// <summary>The statement that puts a content, with {0} hash, {1} media type, {2} length, {3} content, {4} UTC time.</summary>
    internal static string Put(bool isSqlite) => isSqlite ? PutOnSqlite : PutOnPostgres;

    /// <summary>Stores a content once, whoever else stores the same at the same time. Runs at once, in the caller's transaction.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="content">May be empty.</param>
    /// <param name="mediaType">As <c>text/plain</c>; the first one given for a content stays.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hash under which it can be read.</returns>
    public static Task<BlobHash> PutAsync(
        GenOpsDbContext db, byte[] content, string mediaType, DateTime now, CancellationToken cancellationToken) =>
        PutAsync(db, BlobContent.Of(content, mediaType), now, cancellationToken);

    /// <summary>Stores a content that was hashed before, as is done ahead of a write transaction; see the other.</summary>
    public static async Task<BlobHash> PutAsync(GenOpsDbContext db, BlobContent blob, DateTime now, CancellationToken cancellationToken)
    {
        var (hash, content, mediaType) = blob;
        await db.Database.ExecuteSqlRawAsync(Put(db.Database.IsSqlite()), [hash.Hex, mediaType, content.LongLength, content, now], cancellationToken);
        return hash;
    }

    /// <summary>Stores a text as UTF-8; see <see cref="PutAsync(GenOpsDbContext, byte[], string, DateTime, CancellationToken)"/>.</summary>
    public static Task<BlobHash> PutTextAsync(
        GenOpsDbContext db, string text, string mediaType, DateTime now, CancellationToken cancellationToken) =>
        PutAsync(db, Encoding.UTF8.GetBytes(text), mediaType, now, cancellationToken);

    /// <summary>Reads a content.</summary>
    /// <exception cref="BlobErasedException">It was erased.</exception>
    /// <exception cref="NotFoundException">It never was here.</exception>
    public static async Task<byte[]> GetAsync(GenOpsDbContext db, BlobHash hash, CancellationToken cancellationToken)
    {
        var found = await db.Blobs.AsNoTracking().Where(b => b.Hash == hash)
            .Select(b => new { b.Content, b.ErasedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) throw new NotFoundException($"There is no content {hash.Hex[..12]}… in this database.");
        if (found.ErasedAt is { } at) throw new BlobErasedException(hash, at);
        return found.Content;
    }

    /// <summary>Reads the first bytes of contents, however long they are.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="hashes">Of which; what was erased or never was here is left out of the answer.</param>
    /// <param name="bytes">How many at most, of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Dictionary<BlobHash, byte[]>> StartsAsync(
        GenOpsDbContext db, IEnumerable<BlobHash> hashes, int bytes, CancellationToken cancellationToken)
    {
        var names = hashes.Select(h => h.Hex).Distinct().ToList();
        var starts = await db.Database.SqlQuery<BlobStart>(
            $"""SELECT "Hash", substr("Content", 1, {bytes}) AS "Start" FROM "Blobs" WHERE "ErasedAt" IS NULL""")
            .Where(b => names.Contains(b.Hash)).ToListAsync(cancellationToken);
        return starts.ToDictionary(s => new BlobHash(s.Hash), s => s.Start);
    }

    /// <summary>Reads a text that was stored as UTF-8; see <see cref="GetAsync"/>.</summary>
    public static async Task<string> GetTextAsync(GenOpsDbContext db, BlobHash hash, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await GetAsync(db, hash, cancellationToken));

    private sealed record BlobStart(string Hash, byte[] Start);
}

/// <summary>The content was erased; only its hash and length are left.</summary>
public sealed class BlobErasedException(BlobHash hash, DateTime erasedAt)
    : GenOpsException($"This content was erased on {erasedAt:yyyy-MM-dd HH:mm} UTC; only its hash {hash.Hex[..12]}… is left. The audit trail says by whom and why.")
{
    /// <summary>The content's hash.</summary>
    public BlobHash Hash { get; } = hash;
}
