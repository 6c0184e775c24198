using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Ends a run: no further call is sent, a call under way is finished and kept, and what waits for people is closed.</summary>
public sealed class CancelRun(IDbContextFactory<GenOpsDbContext> factory, IOutboxSignal signal, RunChanges changes, TimeProvider time)
{
    /// <summary>Cancels the run.</summary>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public async Task ExecuteAsync(Actor actor, RunId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RunLock.TakeAsync(db, id, cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no run {id}.");
        if (Run.IsFinal(run.State)) throw new ConflictException($"The run has ended already ({run.State}), so there is nothing to cancel.");
        var now = time.UtcNow();
        run.CancelRequested = true;
        if (run.Problem.Length == 0) run.Problem = $"Cancelled by {actor.Name}{(reason.Length > 0 ? $": {reason}" : ".")}";
        db.Record(actor, now, "run.cancel", "run", id, $"Cancelled the run{(reason.Length > 0 ? $": {reason}" : "")}");
        await RunCourse.CancelUnbegunAsync(db, id, "The run was cancelled.", now, cancellationToken);
        await RunCourse.SettleAsync(db, run, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
        changes.Publish(id);
    }
}
