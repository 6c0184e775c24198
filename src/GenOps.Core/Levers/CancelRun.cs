using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>What becomes of the calls under way of a run that is cancelled.</summary>
public enum CancelMode
{
    /// <summary>They are finished, kept and paid.</summary>
    Drain,

    /// <summary>They are broken off now. The provider may charge them still, so what they may cost stays in the ledger.</summary>
    Abort,
}

/// <summary>Ends a run: no further call is sent, and what waits for people is closed.</summary>
public sealed class CancelRun(CommandRunner runner, RunAborts aborts, RunPlaces places)
{
    /// <summary>Cancels the run. One that is being drained can still be aborted.</summary>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public Task ExecuteAsync(Actor actor, RunId id, string reason, CancelMode mode, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, reason, mode), cancellationToken);

    /// <summary>The same as part of more.</summary>
    internal async Task StageAsync(CommandScope scope, RunId id, string reason, CancelMode mode)
    {
        var (db, actor, now, cancellationToken) = scope;
        await RunLock.TakeAsync(db, id, cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no run {id}.");
        if (Run.IsFinal(run.State)) throw new ConflictException($"The run has ended already ({run.State}), so there is nothing to cancel.");
        run.CancelRequested = true;
        run.AbortRequested |= mode == CancelMode.Abort;
        if (run.Problem.Length == 0) run.Problem = $"Cancelled by {actor.Name}{(reason.Length > 0 ? $": {reason}" : ".")}";
        var how = mode == CancelMode.Abort ? "Cancelled the run and broke its calls off" : "Cancelled the run";
        scope.Record(mode == CancelMode.Abort ? "run.abort" : "run.cancel", "run", id, $"{how}{(reason.Length > 0 ? $": {reason}" : "")}");
        await RunCourse.CancelUnbegunAsync(db, id, "The run was cancelled.", now, cancellationToken);
        await RunCourse.SettleAsync(db, run, now, cancellationToken);
        if (mode == CancelMode.Abort) scope.Afterward((aborts, id), () => aborts.Publish(id));
        scope.Changed(id);
        if (Run.IsFinal(run.State)) scope.Afterward((places, run.PipelineId), () => places.GiveAsync(run.PipelineId, cancellationToken));
    }
}
