using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Faults;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Delivery;

/// <summary>The outbox as a queue: the wake-ups that are due, over all runs, by priority and then by age.</summary>
public sealed class DueWakes(IDbContextFactory<GenOpsDbContext> factory, IEngineStore store, TimeProvider time)
{
    /// <summary>Takes the most urgent wake-up that is due, together with all others of its run that are; nobody else gets these.</summary>
    /// <returns>The run; null where nothing is due.</returns>
    public async Task<RunId?> TakeAsync()
    {
        await CrashPoints.ReachAsync(CrashPoint.RunCommitted);
        var unit = new TakeUnit(time);
        return await store.CommitAsync(unit) ? unit.Taken : null;
    }

    /// <summary>Counts those that are due.</summary>
    /// <param name="atMost">More are not counted, so that a long queue costs no more than a short one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<int> CountAsync(int atMost, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = 0;
        foreach (var priority in Enum.GetValues<RunPriority>())
        {
            if (due >= atMost) break;
            due += await db.Outbox.Where(m => m.DispatchedAt == null && m.Priority == priority && m.DueAt <= now)
                .OrderBy(m => m.DueAt).Take(atMost - due).CountAsync(cancellationToken);
        }

        return due;
    }

    /// <summary>Has a run looked at; one that is not known is let be.</summary>
    public async Task AddAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        await RunWakes.AddAsync(db, run, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Under test, says of each run whose wake-up is due that it waits for somebody to look.</summary>
    internal async Task LetTestsSeeAsync(CancellationToken cancellationToken)
    {
        if (!CrashPoints.Armed) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = await db.Outbox.Where(m => m.DispatchedAt == null && m.DueAt <= now)
            .OrderBy(m => m.Priority).ThenBy(m => m.DueAt).Select(m => m.RunId).ToListAsync(cancellationToken);
        foreach (var run in due.Distinct()) await CrashPoints.ReachAsync(CrashPoint.RunCommitted, run);
    }
}
