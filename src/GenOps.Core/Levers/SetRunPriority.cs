using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Delivery;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>Moves one run before or behind others where it waits: for a worker, for a place of its pipeline, for one of a step.</summary>
public sealed class SetRunPriority(CommandRunner runner)
{
    /// <summary>Sets it; it counts from the next time it waits.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Operator nor Admin.</exception>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It has ended.</exception>
    public Task ExecuteAsync(Actor actor, RunId id, RunPriority priority, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, priority), cancellationToken);

    private static async Task StageAsync(CommandScope scope, RunId id, RunPriority priority)
    {
        var (db, _, _, cancellationToken) = scope;
        await RunLock.TakeAsync(db, id, cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no run {id}.");
        if (Run.IsFinal(run.State)) throw new ConflictException($"The run has ended already ({run.State}), so it waits for nothing.");
        run.Priority = priority;
        await db.Outbox.Where(m => m.RunId == id && m.DispatchedAt == null).ExecuteUpdateAsync(m => m.SetProperty(x => x.Priority, priority), cancellationToken);
        scope.Record("run.priority", "run", id, $"Set the run's priority to {priority.ToString().ToLowerInvariant()}");
        scope.Changed(id);
    }
}
