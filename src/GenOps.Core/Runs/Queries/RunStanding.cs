using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Queries;

/// <summary>How a run under way stands, as the desk counts it: each in exactly one, the first that applies from the bottom up.</summary>
public enum RunStanding
{
    /// <summary>It goes on by itself.</summary>
    Working,

    /// <summary>A person has to decide on an output.</summary>
    WaitingForPerson,

    /// <summary>Something of it could go on, but a pause keeps it.</summary>
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
        var (stuck, held) = (Stuck(db), Held(db));
        return standing switch
        {
            RunStanding.Stuck => underWay.Where(r => stuck.Contains(r.Id)),
            RunStanding.Held => underWay.Where(r => held.Contains(r.Id) && !stuck.Contains(r.Id)),
            RunStanding.WaitingForPerson => underWay.Where(r => r.State == RunState.WaitingForReview && !held.Contains(r.Id) && !stuck.Contains(r.Id)),
            _ => underWay.Where(r => r.State != RunState.WaitingForReview && !held.Contains(r.Id) && !stuck.Contains(r.Id)),
        };
    }

    /// <summary>Its own pause, its pipeline's, that of a step that is ready, or that of the provider a step waits for.</summary>
    private IQueryable<RunId> Held(GenOpsDbContext db)
    {
        var holds = HoldQuery.Active(db, At);
        return db.Runs.Where(r => r.EndedAt == null
            && (Pipelines.Contains(r.PipelineId)
                || holds.Any(h => h.Scope == HoldScope.Run && h.RunId == r.Id)
                || db.StepRuns.Any(s => s.RunId == r.Id && s.State == StepState.Ready
                    && (Providers.Contains(s.HeldFor) || holds.Any(h => h.Scope == HoldScope.Step && h.StepRunId == s.Id)))))
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
