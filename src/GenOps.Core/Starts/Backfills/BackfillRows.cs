using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

internal static class BackfillRows
{
    /// <summary>Reads the row under its lock: who starts a run of it waits for that, and then sees what was decided.</summary>
    public static async Task<Backfill> LockAsync(GenOpsDbContext db, BackfillId id, CancellationToken cancellationToken)
    {
        await db.Backfills.Where(b => b.Id == id).LockAsync(db, cancellationToken);
        return await db.Backfills.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no backfill {id}.");
    }

    /// <summary>Spent, and reserved by calls whose cost is not known yet.</summary>
    public static async Task<(long Spent, long Reserved)> CostAsync(GenOpsDbContext db, BackfillId id, CancellationToken cancellationToken)
    {
        var runs = db.BackfillItems.Where(i => i.BackfillId == id && i.RunId != null).Select(i => i.RunId);
        var spent = await db.LedgerEntries.Where(e => runs.Contains(e.RunId)).SumAsync(e => e.Amount.Nanos, cancellationToken);
        // A call in doubt is booked at its worst case already.
        var reserved = await db.ModelCalls
            .Where(c => runs.Contains(c.RunId) && (c.State == Calls.CallState.Intent || c.State == Calls.CallState.Sending))
            .SumAsync(c => c.ReservedNanos ?? 0, cancellationToken);
        return (spent, reserved);
    }
}
