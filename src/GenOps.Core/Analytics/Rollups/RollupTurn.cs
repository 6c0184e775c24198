using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>
/// Keeps the nodes of one database from working out the same things side by side. It saves work only: what was worked out beside
/// another does no harm.
/// </summary>
internal sealed class RollupTurn : IAsyncDisposable
{
    private readonly GenOpsDbContext? _held;
    private readonly string _what;

    private RollupTurn(GenOpsDbContext? held, string what) => (_held, _what) = (held, what);

    /// <summary>Takes it; null where another node has it. The context's connection stays open until it is given back.</summary>
    /// <param name="db">Whose connection holds it.</param>
    /// <param name="what">What is worked out; each such thing has a turn of its own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<RollupTurn?> TakeAsync(GenOpsDbContext db, string what, CancellationToken cancellationToken)
    {
        // One process owns a SQLite file.
        if (db.Database.IsSqlite()) return new RollupTurn(null, what);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var taken = await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock(hashtext({what})) AS \"Value\"").SingleAsync(cancellationToken);
        return taken ? new RollupTurn(db, what) : null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Where the connection is gone, so is the lock.
        if (_held?.Database.GetDbConnection().State == System.Data.ConnectionState.Open)
        {
            await _held.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock(hashtext({_what}))", CancellationToken.None);
        }
    }
}
