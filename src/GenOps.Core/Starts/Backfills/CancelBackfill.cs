using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Ends a backfill: what has not started never will; its runs under way go on, or are cancelled with it.</summary>
public sealed class CancelBackfill(CommandRunner runner)
{
    /// <summary>Cancels.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The backfill.</param>
    /// <param name="runs">Also the runs under way; a serving process cancels them within seconds.</param>
    /// <param name="reason">For whoever finds it cancelled; may be empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public Task ExecuteAsync(Actor actor, BackfillId id, bool runs, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, runs, reason), cancellationToken);

    private static async Task StageAsync(CommandScope scope, BackfillId id, bool runs, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        var backfill = await BackfillRows.LockAsync(db, id, cancellationToken);
        if (backfill.State is BackfillState.Finished or BackfillState.Cancelled)
            throw new ConflictException($"The backfill has ended already ({backfill.State}), so there is nothing to cancel.");
        (backfill.State, backfill.CancelRuns, backfill.EndedAt) = (BackfillState.Cancelled, runs, now);
        backfill.Problem = $"Cancelled by {actor.Name}{(reason.Length > 0 ? $": {reason}" : ".")}";
        await db.BackfillItems.Where(i => i.BackfillId == id && i.State == BackfillItemState.Waiting)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, BackfillItemState.Cancelled), cancellationToken);
        scope.Record("backfill.cancel", "backfill", id, $"Cancelled the backfill{(runs ? " and its runs" : "")}{(reason.Length > 0 ? $": {reason}" : "")}");
    }
}
