using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>
/// A turn at SQLite's one writer. SQLite lets one write at a time and makes the others sleep and ask again, longer each time, so that
/// the lock lies idle while they sleep; here the writers of one process queue for it instead, first come first served but for the urgent. A lone
/// statement takes its turn too: asking beside the queue, it would hardly ever find the lock free.
/// </summary>
public sealed class WriteTurn : IDisposable
{
    // One who waits longer goes on without a turn: SQLite's own lock still keeps writers apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, WriteQueue> Turns = new();
    private static readonly WriteTurn None = new(null, null);

    private readonly WriteGuard? guard;
    private WriteQueue? turn;

    private WriteTurn(WriteQueue? turn, WriteGuard? guard)
    {
        this.turn = turn;
        this.guard = guard;
        if (guard is not null) guard.IsHeld = true;
    }

    /// <summary>Waits for it. Nobody waits on PostgreSQL, nor inside a transaction, which has its turn.</summary>
    public static ValueTask<WriteTurn> TakeAsync(GenOpsDbContext db, CancellationToken cancellationToken) => TakeAsync(db, isUrgent: false, cancellationToken);

    /// <summary>The same before all others that wait, for what must be written within seconds whatever else there is to write.</summary>
    public static ValueTask<WriteTurn> TakeUrgentAsync(GenOpsDbContext db, CancellationToken cancellationToken) => TakeAsync(db, isUrgent: true, cancellationToken);

    /// <summary>The same on a thread of its own, for what writes for many at once; between two of these turns whoever else waits has one.</summary>
    internal static WriteTurn Take(DatabaseChoice choice) =>
        TakeAsync(Of(choice.ConnectionString), isUrgent: true, WriteGuard.Enter(), CancellationToken.None).AsTask().GetAwaiter().GetResult();

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

    private static WriteQueue Of(string connectionString) => Turns.GetOrAdd(connectionString, _ => new WriteQueue());

    private static ValueTask<WriteTurn> TakeAsync(GenOpsDbContext db, bool isUrgent, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null || !db.Database.IsSqlite()) return new ValueTask<WriteTurn>(None);
        return TakeAsync(Of(db.Database.GetConnectionString()!), isUrgent, WriteGuard.Enter(), cancellationToken);
    }

    private static async ValueTask<WriteTurn> TakeAsync(WriteQueue turn, bool isUrgent, WriteGuard guard, CancellationToken cancellationToken) =>
        await turn.WaitAsync(isUrgent, Patience, cancellationToken) ? new WriteTurn(turn, guard) : None;
}
