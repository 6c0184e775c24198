using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// Finds runs that nobody is looking at although something of them can go on: a lost delivery, a worker that died.
/// Runs at start and every some seconds; a look too many does no harm.
/// </summary>
public sealed class OrphanRescue(
    IDbContextFactory<GenOpsDbContext> factory,
    DatabaseChoice database,
    CallSpool spool,
    LeaseClock clock,
    NodeIdentity node,
    RunTimeouts timeouts,
    RunPlaces runPlaces,
    StepPlaces stepPlaces,
    IOptions<RecoveryOptions> options,
    TimeProvider time,
    ILogger<OrphanRescue> log) : BackgroundService
{
    private const int MostAtOnce = 5_000;
    private const int Together = 500;
    private readonly RepeatedFailures failures = new(log, time, "The sweep");
    private TimeSpan took;

    /// <summary>Wakes the runs that can go on and wait for nobody, the most urgent first.</summary>
    /// <returns>How many; what is too much for one sweep is left to the next.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await CrashPoints.ReachAsync(CrashPoint.Sweeping);
        await timeouts.EndOverdueAsync(cancellationToken);
        await runPlaces.GiveAllAsync(cancellationToken);
        await stepPlaces.GiveAllAsync(cancellationToken);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var leaseNow = await clock.NowAsync(db, cancellationToken);
        var reviews = Reviews.ReviewStanding.Holding(db, now);
        // Who gives a place back wakes what waits for it, and what is paused would only be looked at and left again, each time.
        var steps = db.StepRuns.Due(now).Where(s => s.WaitsFor != WaitKind.StepPlace)
            .Concat(db.StepRuns.Late(now)).Concat(db.StepRuns.Lost(leaseNow))
            .Concat(db.StepRuns.Where(s => s.State == StepState.WaitingForReview && !reviews.Any(t => t.StepRunId == s.Id)))
            .Unheld(db, now);
        var paused = (await HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Pipeline).Select(h => h.Target).ToListAsync(cancellationToken))
            .ConvertAll(target => new PipelineId(Guid.Parse(target)));
        // One whose wake-up is due and not taken waits for a worker, however long that takes.
        var runs = await steps.Select(s => s.RunId).Distinct()
            .Join(RunPlaces.WithoutWaiting(db, db.Runs), id => id, r => r.Id, (_, r) => r)
            .Where(r => !paused.Contains(r.PipelineId) && !db.Outbox.Any(m => m.RunId == r.Id && m.DispatchedAt == null && m.DueAt <= now))
            .OrderBy(r => r.Priority).ThenBy(r => r.TriggeredAt).Select(r => new { r.Id, r.Priority }).Take(MostAtOnce).ToListAsync(cancellationToken);
        foreach (var some in runs.Chunk(Together))
        {
            using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
            foreach (var run in some) RunWakes.Add(db, run.Id, run.Priority, now);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        return runs.Count;
    }

    /// <summary>What a start does before anything else: recovers spooled answers, and on SQLite frees the leases of the dead.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await spool.RecoverAsync(cancellationToken);
        await spool.LetGoAsync(cancellationToken);
        if (database.IsPostgres) return;
        // We hold the data folder's lock, so whoever held these leases is gone.
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var past = (await clock.NowAsync(db, cancellationToken)).AddSeconds(-1);
        var freed = await db.StepRuns.Where(s => s.State == StepState.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, past), cancellationToken);
        if (freed > 0) log.LogWarning("{Count} steps were under way when the last process ended; they are taken up again", freed);
    }

    /// <summary>
    /// The last of a process that stops in good order: what it could not finish has no owner any more, so that a deployment is not
    /// counted as a lost lease. The lease itself runs on, since a call may still be under way.
    /// </summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
            using var turn = await WriteTurn.TakeAsync(db, CancellationToken.None);
            await db.StepRuns.Where(s => s.State == StepState.Running && s.LeaseOwner == node.Name)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseOwner, ""), CancellationToken.None);
        }
        catch (Exception e) when (StorageFault.Of(e) is not null)
        {
            log.LogWarning("The steps under way could not be given back: {Problem} Their leases run out instead", e.Message);
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(
        RescueAsync,
        token => Task.Delay(Rest(), time, token),
        token => Task.Delay(TimeSpan.FromSeconds(1), time, token),
        failures,
        stoppingToken);

    private async Task RescueAsync(CancellationToken cancellationToken)
    {
        await spool.RecoverAsync(cancellationToken);
        await spool.LetGoAsync(cancellationToken);
        var began = time.GetTimestamp();
        await SweepAsync(cancellationToken);
        took = time.GetElapsedTime(began);
    }

    /// <summary>Ten times as long as the sweep took, so that a backlog which makes it slow is not slowed down by it in turn; five rests at most.</summary>
    private TimeSpan Rest()
    {
        var rest = options.Value.Sweep;
        return TimeSpan.FromTicks(Math.Clamp(10 * took.Ticks, rest.Ticks, 5 * rest.Ticks));
    }
}
