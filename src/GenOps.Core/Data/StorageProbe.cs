using GenOps.Core.Blobs;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>Where the database (SQLite), the spool and published files of this process lie.</summary>
/// <param name="Path">A folder.</param>
public sealed record StoragePlace(string Path);

/// <summary>One thing that must be so for work to go on.</summary>
/// <param name="Name"><c>disk</c>, <c>database</c>, <c>migrations</c> or <c>write</c>.</param>
/// <param name="Problem">A sentence without paths or secrets; null when it is so.</param>
public sealed record StorageCheck(string Name, string? Problem);

/// <summary>
/// Finds out whether anything can be recorded: by writing, not by asking. However many ask, it looks every two seconds at most; what does
/// not answer is given up after six.
/// </summary>
public sealed class StorageProbe(IDbContextFactory<GenOpsDbContext> factory, StoragePlace place, TimeProvider time) : IDisposable
{
    /// <summary>With less room than this, in bytes, the next answers and files may not fit.</summary>
    public const long LeastRoom = 64L * 1024 * 1024;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private const string TooLate = "The database did not answer in time.";

    private readonly SemaphoreSlim turn = new(1, 1);
    private IReadOnlyList<StorageCheck> last = [];
    private long lookedAt;
    private bool migrated;

    /// <summary>Looks, or tells what was found a moment ago.</summary>
    public async Task<IReadOnlyList<StorageCheck>> LookAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (last.Count > 0 && time.GetElapsedTime(lookedAt) < Fresh) return last;
            last = await CheckAsync();
            lookedAt = time.GetTimestamp();
            return last;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private async Task<IReadOnlyList<StorageCheck>> CheckAsync()
    {
        var checks = new List<StorageCheck> { new("disk", Disk()) };
        foreach (var (name, check) in ((string, Func<GenOpsDbContext, CancellationToken, Task<string?>>)[])[("database", ReachAsync), ("migrations", MigratedAsync), ("write", WriteAsync)])
        {
            // One that does not answer is not waited for again.
            checks.Add(new StorageCheck(name, checks[^1].Problem == TooLate ? TooLate : await TryAsync(check)));
        }

        return checks;
    }

    private string? Disk()
    {
        try
        {
            var probe = Path.Combine(place.Path, ".room-" + Guid.NewGuid().ToString("N"));
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose)) file.Write(new byte[4096]);
            var room = new DriveInfo(Path.GetFullPath(place.Path)).AvailableFreeSpace;
            return room >= LeastRoom ? null : $"The disk is almost full: {room / (1024 * 1024)} MB are left.";
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return "The data folder takes no files: its disk is full, or this process has no right to write.";
        }
    }

    private static async Task<string?> ReachAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite())
        {
            await db.Nodes.CountAsync(cancellationToken);
            return null;
        }

        // One that was open before would go on for long from the pages it remembers, whatever has become of the file.
        await using var fresh = new SqliteConnection(new SqliteConnectionStringBuilder(db.Database.GetConnectionString()) { Pooling = false, DefaultTimeout = 2 }.ToString());
        await fresh.OpenAsync(cancellationToken);
        await using var command = fresh.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM \"Nodes\"";
        await command.ExecuteScalarAsync(cancellationToken);
        return null;
    }

    private async Task<string?> MigratedAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        // They only ever become complete.
        migrated = migrated || !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
        return migrated ? null : "The database is not yet brought to the present schema.";
    }

    /// <summary>Writes a content of some pages, takes it back, and commits: nobody ever sees it, and the disk has taken it.</summary>
    private async Task<string?> WriteAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var hash = new BlobHash($"probe-{Guid.NewGuid():N}");
        db.Add(new Blob { Hash = hash, MediaType = "application/octet-stream", Length = 0, Content = new byte[32 * 1024], CreatedAt = time.UtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        await db.Blobs.Where(b => b.Hash == hash).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>A driver that does not hear that time is over is left behind.</summary>
    private async Task<string?> TryAsync(Func<GenOpsDbContext, CancellationToken, Task<string?>> check)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            return await Task.Run(
                async () =>
                {
                    await using var db = await factory.CreateDbContextAsync(limit.Token);
                    return await check(db, limit.Token);
                },
                limit.Token).WaitAsync(Limit * 1.2, time, CancellationToken.None);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            return TooLate;
        }
        catch (Exception e)
        {
            return StorageFault.Of(e) is { } trouble ? StorageFault.Words(trouble) : "The database refused: it is damaged, or of another version.";
        }
    }
}
