using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>
/// A turn at SQLite's one writer. SQLite lets one write at a time and makes the others sleep and ask again, longer each time, so that
/// the lock lies idle while they sleep; here the writers of one process queue for it instead, first come first served. A lone
/// statement takes its turn too: asking beside the queue, it would hardly ever find the lock free.
/// </summary>
public sealed class WriteTurn : IDisposable
{
    // One who waits longer goes on without a turn: SQLite's own lock still keeps writers apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new();
    private static readonly WriteTurn None = new(null);

    private SemaphoreSlim? turn;

    private WriteTurn(SemaphoreSlim? turn) => this.turn = turn;

    /// <summary>Waits for it. Nobody waits on PostgreSQL, nor inside a transaction, which has its turn.</summary>
    public static async ValueTask<WriteTurn> TakeAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null || !db.Database.IsSqlite()) return None;
        var turn = Turns.GetOrAdd(db.Database.GetConnectionString()!, _ => new SemaphoreSlim(1, 1));
        return await turn.WaitAsync(Patience, cancellationToken) ? new WriteTurn(turn) : None;
    }

    /// <summary>Lets the next one write.</summary>
    public void Dispose() => Interlocked.Exchange(ref turn, null)?.Release();
}
