using System.Collections.Concurrent;
using System.Diagnostics;
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
    private static readonly WriteTurn None = new(null, null);

    private readonly WriteGuard? guard;
    private SemaphoreSlim? turn;

    private WriteTurn(SemaphoreSlim? turn, WriteGuard? guard)
    {
        this.turn = turn;
        this.guard = guard;
        if (guard is not null) guard.IsHeld = true;
    }

    /// <summary>Waits for it. Nobody waits on PostgreSQL, nor inside a transaction, which has its turn.</summary>
    public static ValueTask<WriteTurn> TakeAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null || !db.Database.IsSqlite()) return new ValueTask<WriteTurn>(None);
        var turn = Turns.GetOrAdd(db.Database.GetConnectionString()!, _ => new SemaphoreSlim(1, 1));
        return TakeAsync(turn, WriteGuard.Enter(), cancellationToken);
    }

    /// <summary>Whether the present flow holds a turn or a write transaction, on either database.</summary>
    public static bool IsHeldHere => WriteGuard.IsHeldHere();

    /// <summary>
    /// Demands, in debug and test builds, that the present flow holds neither a turn nor a write transaction, on either database:
    /// composing, counting, hashing, reading, JSON, binding inputs and HTTP are done before or after.
    /// </summary>
    /// <param name="act">What is about to be done, as <c>counting tokens</c>.</param>
    /// <exception cref="InvalidOperationException">One is held.</exception>
    [Conditional("DEBUG")]
    public static void MustNotHold(string act) => WriteGuard.MustNotHold(act);

    /// <summary>Lets the next one write.</summary>
    public void Dispose()
    {
        if (guard is not null) guard.IsHeld = false;
        Interlocked.Exchange(ref turn, null)?.Release();
    }

    private static async ValueTask<WriteTurn> TakeAsync(SemaphoreSlim turn, WriteGuard guard, CancellationToken cancellationToken) =>
        await turn.WaitAsync(Patience, cancellationToken) ? new WriteTurn(turn, guard) : None;
}
