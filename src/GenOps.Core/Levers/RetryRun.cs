using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>
/// Takes a failed run up again where it failed: the step that failed begins a new generation, what came after it waits for it again,
/// and what was finished or paid before stays as it is.
/// </summary>
public sealed class RetryRun(CommandRunner runner, RunScripts scripts)
{
    /// <summary>Retries the run.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The run.</param>
    /// <param name="reason">May be empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConflictException">It has not failed.</exception>
    public Task ExecuteAsync(Actor actor, RunId id, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, reason), cancellationToken);

    /// <summary>The same as part of more.</summary>
    internal async Task StageAsync(CommandScope scope, RunId id, string reason)
    {
        var (db, _, now, cancellationToken) = scope;
        await RunLock.TakeAsync(db, id, cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no run {id}.");
        if (run.State != RunState.Failed) throw new ConflictException($"The run is {run.State}, not failed, so there is nothing to retry. Rerun it instead.");
        var script = scope.Before.Of($"script of {run.VersionId}", _ => scripts.OfAsync(run.VersionId, cancellationToken));
        var made = new MadeContents(scope.Before);
        var steps = await db.StepRuns.Where(s => s.RunId == id).ToListAsync(cancellationToken);
        var failed = steps.Where(s => s.State == StepState.Failed).Select(s => s.StepId).Distinct().ToList();
        Reset(steps, await GivenUpAsync(db, id, cancellationToken), script, now);
        RunTransitions.Move(run, RunState.Pending);
        (run.EndedAt, run.Problem) = (null, "");
        (run.Deadline, run.TimedOutAt) = (null, null);
        await db.SaveChangesAsync(cancellationToken);
        await ReopenOutputsAsync(db, id, cancellationToken);
        await RunCourse.GoOnAsync(db, made, run, script, done: [], now, cancellationToken);
        await RunWakes.AddAsync(db, id, now, cancellationToken);
        var why = reason.Length > 0 ? $": {reason}" : "";
        var where = failed.Count > 0 ? $" from {string.Join(", ", failed.Select(f => $"'{f}'"))}" : "";
        scope.Record("run.retry", "run", id, $"Retried the run{where}{why}");
        scope.Changed(id);
    }

    /// <summary>The steps that were stopped with a call which was given up then: they ask anew, as that call has no answer to wait for.</summary>
    private static Task<HashSet<StepRunId>> GivenUpAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) => (
        from c in db.ModelCalls
        join s in db.StepRuns on c.StepRunId equals s.Id
        where c.RunId == run && c.State == CallState.WrittenOff && c.Generation == s.Generation && s.State == StepState.Cancelled
        select s.Id).ToHashSetAsync(cancellationToken);

    /// <summary>Failed steps are ready anew; items and steps that were stopped by the failure stand where they stood before it.</summary>
    private static void Reset(List<StepRun> steps, HashSet<StepRunId> givenUp, RunScript script, DateTime now)
    {
        var mapped = steps.Where(s => s.Item != StepRun.NoItem).Select(s => s.StepId).ToHashSet();
        foreach (var step in steps)
        {
            if (step.State == StepState.Failed || givenUp.Contains(step.Id)) step.Generation++;
            switch (step.State)
            {
                case StepState.Failed:
                    Stand(step, StepState.Ready, now);
                    break;
                case StepState.Cancelled when step.Item != StepRun.NoItem:
                    Stand(step, StepState.Ready, now);
                    break;
                case StepState.Cancelled when mapped.Contains(step.StepId):
                    Stand(step, StepState.Expanded, null);
                    break;
                case StepState.Cancelled when script.Graph.DependenciesOf(step.StepId).Count == 0:
                    Stand(step, StepState.Ready, now);
                    break;
                case StepState.Cancelled:
                    Stand(step, StepState.Blocked, null);
                    break;
            }
        }
    }

    private static void Stand(StepRun step, StepState state, DateTime? readyAt)
    {
        StepTransitions.Move(step, state);
        (step.ReadyAt, step.EndedAt, step.Problem) = (readyAt, null, "");
        (step.Exceptions, step.LostLeases) = (0, 0);
        (step.LeaseOwner, step.LeaseUntil, step.HeldFor, step.Deadline) = ("", null, "", null);
        step.WaitNoMore();
    }

    /// <summary>What nobody had decided on when the run failed can be decided on again.</summary>
    private static async Task ReopenOutputsAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken)
    {
        foreach (var output in await db.Outputs.Where(o => o.RunId == run && o.State == OutputState.Abandoned).ToListAsync(cancellationToken))
            OutputTransitions.Redraft(output);
    }
}
