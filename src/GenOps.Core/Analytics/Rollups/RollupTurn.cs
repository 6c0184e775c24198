using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>
/// Keeps the nodes of one database from working out the same sums side by side. It saves work only: what was worked out beside
/// another is never written.
/// </summary>
internal sealed class RollupTurn : IAsyncDisposable
{
    private readonly GenOpsDbContext? _held;

    private RollupTurn(GenOpsDbContext? held) => _held = held;

    /// <summary>Takes it; null where another node has it. The context's connection stays open until it is given back.</summary>
    public static async Task<RollupTurn?> TakeAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        // One process owns a SQLite file.
        if (db.Database.IsSqlite()) return new RollupTurn(null);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var taken = await db.Database.SqlQueryRaw<bool>("SELECT pg_try_advisory_lock(hashtext('genops-rollups')) AS \"Value\"").SingleAsync(cancellationToken);
        return taken ? new RollupTurn(db) : null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Where the connection is gone, so is the lock.
        if (_held?.Database.GetDbConnection().State == System.Data.ConnectionState.Open)
        {
            await _held.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock(hashtext('genops-rollups'))", CancellationToken.None);
        }
    }
}
