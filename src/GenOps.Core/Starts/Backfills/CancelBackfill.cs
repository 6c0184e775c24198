using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Ends a backfill: what has not started never will; its runs under way go on, or are cancelled with it.</summary>
public sealed class CancelBackfill(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Cancels.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The backfill.</param>
    /// <param name="runs">Also the runs under way; a serving process cancels them within seconds.</param>
    /// <param name="reason">For whoever finds it cancelled; may be empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public async Task ExecuteAsync(Actor actor, BackfillId id, bool runs, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var backfill = await BackfillRows.LockAsync(db, id, cancellationToken);
        if (backfill.State is BackfillState.Finished or BackfillState.Cancelled)
            throw new ConflictException($"The backfill has ended already ({backfill.State}), so there is nothing to cancel.");
        var now = time.UtcNow();
        (backfill.State, backfill.CancelRuns, backfill.EndedAt) = (BackfillState.Cancelled, runs, now);
        backfill.Problem = $"Cancelled by {actor.Name}{(reason.Length > 0 ? $": {reason}" : ".")}";
        await db.BackfillItems.Where(i => i.BackfillId == id && i.State == BackfillItemState.Waiting)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, BackfillItemState.Cancelled), cancellationToken);
        db.Record(actor, now, "backfill.cancel", "backfill", id, $"Cancelled the backfill{(runs ? " and its runs" : "")}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
