using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Standing;

/// <summary>How a run under way stands, as the desk counts it: each in exactly one, the first that applies from the bottom up.</summary>
public enum RunStanding
{
    /// <summary>It goes on by itself.</summary>
    Working,

    /// <summary>A person has to decide on an output.</summary>
    WaitingForPerson,

    /// <summary>A provider, a budget, a call in doubt or a limit keeps it, or all it has left to do is to wait for a time or a place.</summary>
    Waiting,

    /// <summary>Something of it could go on, but a person's pause keeps it.</summary>
    Held,

    /// <summary>Nothing moved for longer than a lease and a sweep, and nothing will.</summary>
    Stuck,
}

/// <summary>Tells how runs stand, for counts and lists alike, so that a figure equals its rows.</summary>
public sealed class RunStandings(LeaseClock leases, IOptions<RecoveryOptions> options, TimeProvider time)
{
    /// <summary>What holds now.</summary>
    public async Task<StandingNow> NowAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        // A living worker renews its lease, and a dead one's step is taken over by the next sweep at the latest.
        var patience = options.Value.Lease + options.Value.Sweep;
        var holds = await HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Pipeline || h.Scope == HoldScope.Provider)
            .Select(h => new { h.Scope, h.Target }).ToListAsync(cancellationToken);
        return new StandingNow(
            now,
            await leases.NowAsync(db, cancellationToken) - patience,
            now - patience,
            [.. holds.Where(h => h.Scope == HoldScope.Pipeline).Select(h => new PipelineId(Guid.Parse(h.Target)))],
            [.. holds.Where(h => h.Scope == HoldScope.Provider).Select(h => h.Target)]);
    }
}

/// <summary>What must be known once to tell how many runs stand.</summary>
/// <param name="At">UTC.</param>
/// <param name="LostBefore">A lease that ran out before is lost; by the clock of leases, UTC.</param>
/// <param name="StillBefore">What has not moved since is still, UTC.</param>
/// <param name="Pipelines">Those that are paused.</param>
/// <param name="Providers">Those that are paused.</param>
public sealed record StandingNow(DateTime At, DateTime LostBefore, DateTime StillBefore, IReadOnlyList<PipelineId> Pipelines, IReadOnlyList<string> Providers)
{
    /// <summary>Those of the runs that stand so.</summary>
    public IQueryable<Run> Of(GenOpsDbContext db, IQueryable<Run> runs, RunStanding standing)
    {
        var underWay = runs.Where(r => r.EndedAt == null);
        var (stuck, held, waiting) = (Stuck(db), Held(db), Waiting(db));
        return standing switch
        {
            RunStanding.Stuck => underWay.Where(r => stuck.Contains(r.Id)),
            RunStanding.Held => underWay.Where(r => held.Contains(r.Id) && !stuck.Contains(r.Id)),
            RunStanding.Waiting => underWay.Where(r => waiting.Contains(r.Id) && !held.Contains(r.Id) && !stuck.Contains(r.Id)),
            RunStanding.WaitingForPerson => underWay.Where(
                r => r.State == RunState.WaitingForReview && !waiting.Contains(r.Id) && !held.Contains(r.Id) && !stuck.Contains(r.Id)),
            _ => underWay.Where(r => r.State != RunState.WaitingForReview && !waiting.Contains(r.Id) && !held.Contains(r.Id) && !stuck.Contains(r.Id)),
        };
    }

    /// <summary>Those of the runs that wait for one kind of thing, as the desk counts them.</summary>
    /// <param name="db">The context of the runs.</param>
    /// <param name="runs">Among these.</param>
    /// <param name="kind">For what.</param>
    /// <param name="target">For which; null for any.</param>
    public IQueryable<Run> WaitingFor(GenOpsDbContext db, IQueryable<Run> runs, WaitKind kind, string? target) => kind switch
    {
        WaitKind.None => Of(db, runs, RunStanding.Working),
        WaitKind.Person => Of(db, runs, RunStanding.WaitingForPerson),
        WaitKind.Hold => Of(db, runs, RunStanding.Held),
        _ => Of(db, runs, RunStanding.Waiting)
            .Where(r => db.StepRuns.Any(s => s.RunId == r.Id && s.State == StepState.Ready && s.WaitsFor == kind && (target == null || s.WaitTarget == target))),
    };

    /// <summary>How each of the runs stands; those that have ended are not among them.</summary>
    public async Task<Dictionary<RunId, RunStanding>> EachAsync(GenOpsDbContext db, IReadOnlyCollection<RunId> ids, CancellationToken cancellationToken)
    {
        var standings = new Dictionary<RunId, RunStanding>();
        if (ids.Count == 0) return standings;
        foreach (var standing in Enum.GetValues<RunStanding>())
        {
            foreach (var id in await Of(db, db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)), standing).Select(r => r.Id).ToListAsync(cancellationToken)) standings[id] = standing;
        }

        return standings;
    }

    /// <summary>A step that is kept, or nothing at work and a step that waits for what passes by itself.</summary>
    private static IQueryable<RunId> Waiting(GenOpsDbContext db)
    {
        var (keeping, passing) = (WaitKinds.Keeping, WaitKinds.Passing);
        return db.StepRuns.Where(s => s.State == StepState.Ready
            && (keeping.Contains(s.WaitsFor)
                || (passing.Contains(s.WaitsFor) && !db.StepRuns.Any(w => w.RunId == s.RunId
                    && (w.State == StepState.Running || (w.State == StepState.Ready && w.WaitsFor == WaitKind.None))))))
            .Select(s => s.RunId);
    }

    /// <summary>Its own pause, its pipeline's, that of a step that is ready, or that of the provider a step waits for.</summary>
    private IQueryable<RunId> Held(GenOpsDbContext db)
    {
        var holds = HoldQuery.Active(db, At);
        return db.Runs.Where(r => r.EndedAt == null
            && (Pipelines.Contains(r.PipelineId)
                || holds.Any(h => h.Scope == HoldScope.Run && h.RunId == r.Id)
                || db.StepRuns.Any(s => s.RunId == r.Id && s.State == StepState.Ready
                    && (Providers.Contains(s.HeldFor) || holds.Any(h => h.Scope == HoldScope.Step && h.Cause == WaitKind.Hold && h.StepRunId == s.Id)))))
            .Select(r => r.Id);
    }

    /// <summary>A step whose worker is lost and that nobody took over, or no step at all that could still move.</summary>
    private IQueryable<RunId> Stuck(GenOpsDbContext db) =>
        db.Runs.Where(r => r.EndedAt == null
            && (db.StepRuns.Any(s => s.RunId == r.Id && s.State == StepState.Running && s.LeaseUntil < LostBefore)
                || (r.TriggeredAt < StillBefore && !db.StepRuns.Any(s => s.RunId == r.Id
                    && (s.State == StepState.Ready || s.State == StepState.Running || s.State == StepState.WaitingForReview || s.EndedAt >= StillBefore)))))
            .Select(r => r.Id);
}
