using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Holds;

/// <summary>
/// Pauses a pipeline, a run, a step or a provider. What is in flight is finished and kept; nothing waits in a worker meanwhile,
/// and no run times out by it.
/// </summary>
public sealed class PlaceHold(CommandRunner runner, IProviderRegistry providers, RunPlaces places)
{
    /// <summary>Places the pause.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="target">What.</param>
    /// <param name="reason">For whoever finds it paused.</param>
    /// <param name="until">When it ends by itself, UTC; null for until it is resumed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">No reason is given, or the time has passed.</exception>
    /// <exception cref="NotFoundException">There is no such thing.</exception>
    /// <exception cref="ConflictException">It is paused already, or has ended.</exception>
    public async Task ExecuteAsync(Actor actor, HoldTarget target, string reason, DateTime? until, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A pause needs a reason.", "Say why, for whoever finds it paused.");
        await runner.RunAsync(actor, scope => StageAsync(scope, target, reason, until), cancellationToken);
    }

    /// <summary>The same as part of more.</summary>
    internal async Task StageAsync(CommandScope scope, HoldTarget target, string reason, DateTime? until)
    {
        var (db, actor, now, cancellationToken) = scope;
        // Runs and steps are held under the lock of their run.
        if (target is HoldTarget.OfPipeline or HoldTarget.OfProvider) await GateLock.TakeAsync(db, cancellationToken);
        if (until <= now) throw new InvalidInputException("until", "That time has passed.", "Give a later one, or leave it out to resume by hand.");
        var held = await HeldTarget.FindAsync(scope, target, providers);
        await DemandFreeAsync(db, target, held, now, cancellationToken);
        var on = target is HoldTarget.OfPipeline { RunsUnderWay: false } ? HoldScope.Intake : held.Scopes[0];
        foreach (var one in held.Targets)
        {
            db.Add(new Hold
            {
                Id = Id.New<HoldId>(),
                Scope = on,
                Target = one,
                RunId = held.RunId,
                StepRunId = on == HoldScope.Step ? StepRunId.From(Guid.Parse(one)) : null,
                Reason = reason.Trim(),
                By = actor.Name,
                PlacedAt = now,
                Until = until,
            });
        }

        var what = on == HoldScope.Intake ? $"{held.Name} for new runs" : held.Name;
        var end = until is { } at ? $" until {at:yyyy-MM-dd HH:mm:ss} UTC" : "";
        scope.Record($"{ActOf(target)}.pause", held.ObjectType, held.ObjectId, $"Paused the {what}{end}: {reason.Trim()}");
        if (target is HoldTarget.OfRun paused) scope.Afterward((places, paused), () => places.LeaveIfPausedAsync(paused.Id, cancellationToken));
        if (held.RunId is { } run) scope.Changed(run);
    }

    /// <summary>As the audit trail names the kind of target.</summary>
    internal static string ActOf(HoldTarget target) => target switch
    {
        HoldTarget.OfPipeline => "pipeline",
        HoldTarget.OfRun => "run",
        HoldTarget.OfStep => "step",
        _ => "provider",
    };

    private static async Task DemandFreeAsync(
        GenOpsDbContext db, HoldTarget target, HeldTarget held, DateTime now, CancellationToken cancellationToken)
    {
        if (held.RunId is { } id)
        {
            var state = await db.Runs.Where(r => r.Id == id).Select(r => r.State).SingleAsync(cancellationToken);
            if (Run.IsFinal(state)) throw new ConflictException($"The run has ended already ({state}), so there is nothing to pause.");
        }

        if (target is HoldTarget.OfStep step) await DemandNotBegunAsync(db, step, held, cancellationToken);
        var active = held.Unreleased(db).Where(h => h.Until == null || h.Until > now);
        // A pipeline that only takes no new runs may still be paused as a whole.
        if (target is HoldTarget.OfPipeline { RunsUnderWay: true }) active = active.Where(h => h.Scope == HoldScope.Pipeline);
        if (await active.AsNoTracking().OrderBy(h => h.PlacedAt).FirstOrDefaultAsync(cancellationToken) is { } hold)
            throw new ConflictException($"The {held.Name} is paused already, by {hold.By}: {hold.Reason}");
    }

    private static async Task DemandNotBegunAsync(
        GenOpsDbContext db, HoldTarget.OfStep step, HeldTarget held, CancellationToken cancellationToken)
    {
        var ids = held.Targets.Select(t => StepRunId.From(Guid.Parse(t))).ToList();
        var states = await db.StepRuns.Where(s => ids.Contains(s.Id)).Select(s => s.State).ToListAsync(cancellationToken);
        if (states.All(StepRun.IsFinal))
            throw new ConflictException($"The step '{step.StepId}' has ended already, so the run cannot stop before it. Rerun it from there instead.");
    }
}
