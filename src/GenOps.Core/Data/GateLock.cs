using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>
/// Keeps the hot path's commits and what changes the gates of calls apart: what is paused, where calls are led, which budgets and limits there are.
/// A group of the hot path shares it with others; whoever changes a gate has it alone. So nothing is sent by a commit that began after the change was
/// confirmed, and knew nothing of it.
/// </summary>
internal static class GateLock
{
    /// <summary>Shares it until the transaction ends, on PostgreSQL.</summary>
    public const string Share = $"SELECT pg_advisory_xact_lock_shared({Key})";

    // Any number that nobody else of this database locks.
    private const string Key = "5135011902";

    /// <summary>
    /// Has it alone until the open transaction ends. Taken before any row of it is locked, since a group locks rows while it shares it.
    /// On SQLite the write turn is it.
    /// </summary>
    public static async Task TakeAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite()) await db.Database.ExecuteSqlRawAsync($"SELECT pg_advisory_xact_lock({Key})", cancellationToken);
    }
}
