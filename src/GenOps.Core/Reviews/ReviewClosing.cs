using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>Ends what waits for people when a run ends without them.</summary>
public static class ReviewClosing
{
    /// <summary>
    /// Abandons the run's undecided outputs and closes their open tasks. Runs at once in the caller's transaction, guarded by state,
    /// so that a decision made at the same time either came first and stays, or finds the task closed.
    /// </summary>
    public static async Task CloseOpenAsync(GenOpsDbContext db, RunId run, DateTime now, CancellationToken cancellationToken)
    {
        // Outputs before tasks: the order in which a decision takes its locks.
        await db.Outputs
            .Where(o => o.RunId == run && (o.State == OutputState.Drafted || o.State == OutputState.Flagged))
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.State, OutputState.Abandoned), cancellationToken);
        await db.ReviewTasks
            .Where(t => t.RunId == run && t.State == ReviewState.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, ReviewState.Closed).SetProperty(t => t.EndedAt, now), cancellationToken);
        await RefreshTrackedAsync(db, run, now, cancellationToken);
    }

    /// <summary>The caller's context may hold some of these rows; what it holds must not contradict the database.</summary>
    private static async Task RefreshTrackedAsync(GenOpsDbContext db, RunId run, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var entry in db.ChangeTracker.Entries<Output>().Where(e => e.Entity.RunId == run).ToList())
        {
            if (entry.State != EntityState.Added) await entry.ReloadAsync(cancellationToken);
            else if (entry.Entity.State is OutputState.Drafted or OutputState.Flagged) OutputTransitions.Abandon(entry.Entity);
        }

        foreach (var entry in db.ChangeTracker.Entries<ReviewTask>().Where(e => e.Entity.RunId == run).ToList())
        {
            if (entry.State != EntityState.Added) await entry.ReloadAsync(cancellationToken);
            else (entry.Entity.State, entry.Entity.EndedAt) = (ReviewState.Closed, now);
        }
    }
}
