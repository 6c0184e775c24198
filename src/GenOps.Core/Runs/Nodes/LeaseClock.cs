using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Nodes;

/// <summary>
/// The one clock leases are measured by, whatever the machine's own clock does. On PostgreSQL it is the database's, so that
/// nodes whose clocks differ agree on when a lease has run out; between two questions it goes on by the monotonic clock.
/// On SQLite one process holds all leases, so it is the monotonic clock from where the process began. Each answer of the
/// database also sets a <see cref="NodeClock"/> right, where the process goes by one.
/// </summary>
public sealed class LeaseClock(DatabaseChoice database, TimeProvider time)
{
    /// <summary>How long an answer of the database is gone on from.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private Reading? last;

    /// <summary>UTC, in the database's microseconds.</summary>
    public async ValueTask<DateTime> NowAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var reading = Volatile.Read(ref last);
        if (reading is null || (database.IsPostgres && time.GetElapsedTime(reading.Stamp) > Fresh))
        {
            reading = await ReadAsync(db, cancellationToken);
            // On SQLite the first reading of the process holds for good.
            if (database.IsPostgres) Volatile.Write(ref last, reading);
            else reading = Interlocked.CompareExchange(ref last, reading, null) ?? reading;
        }

        var now = reading.At + time.GetElapsedTime(reading.Stamp);
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
    }

    private async Task<Reading> ReadAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (!database.IsPostgres) return new Reading(time.UtcNow(), time.GetTimestamp());
        var at = await db.Database.SqlQueryRaw<DateTime>("SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
        (time as NodeClock)?.Follow(DateTime.SpecifyKind(at, DateTimeKind.Utc));
        // Stamped after the answer, so that this clock is never ahead of the database and takes no lease too early.
        return new Reading(DateTime.SpecifyKind(at, DateTimeKind.Utc), time.GetTimestamp());
    }

    private sealed record Reading(DateTime At, long Stamp);
}
