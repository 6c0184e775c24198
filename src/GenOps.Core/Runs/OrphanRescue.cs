using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs;

/// <summary>
/// Finds runs that nobody is looking at although something of them can go on: a lost delivery, a worker that died.
/// Runs at start and every some seconds; a look too many does no harm.
/// </summary>
public sealed class OrphanRescue(
    IDbContextFactory<GenOpsDbContext> factory,
    DatabaseChoice database,
    CallSpool spool,
    IRunQueue queue,
    IOptions<RecoveryOptions> options,
    TimeProvider time,
    ILogger<OrphanRescue> log) : BackgroundService
{
    private static readonly TimeSpan SpoolAge = TimeSpan.FromSeconds(30);

    /// <summary>Queues a look at each run that can go on.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var stepRuns = db.StepRuns.Where(s =>
            (s.State == StepState.Ready && (s.ReadyAt == null || s.ReadyAt <= now))
            || (s.State == StepState.Running && s.LeaseUntil < now)
            || (s.State == StepState.WaitingForReview && !db.ReviewTasks.Any(t => t.StepRunId == s.Id && t.State == Reviews.ReviewState.Open)));
        var held = HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Pipeline).Select(h => h.Target);
        var paused = (await held.ToListAsync(cancellationToken)).Select(t => new PipelineId(Guid.Parse(t))).ToList();
        var runs = await stepRuns.Select(s => s.RunId).Distinct()
            .Join(db.Runs, id => id, r => r.Id, (_, r) => r)
            .Where(r => !paused.Contains(r.PipelineId))
            .Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var run in runs) queue.Enqueue(run);
        return runs.Count;
    }

    /// <summary>What a start does before anything else: recovers spooled answers, and on SQLite frees the leases of the dead.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await spool.RecoverAsync(TimeSpan.Zero, cancellationToken);
        if (database.IsPostgres) return;
        // We hold the data folder's lock, so whoever held these leases is gone.
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var past = time.UtcNow().AddSeconds(-1);
        var freed = await db.StepRuns.Where(s => s.State == StepState.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, past), cancellationToken);
        if (freed > 0) log.LogWarning("{Count} steps were under way when the last process ended; they are taken up again", freed);
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await spool.RecoverAsync(SpoolAge, stoppingToken);
                await SweepAsync(stoppingToken);
                await Task.Delay(options.Value.Sweep, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The sweep failed; it is tried again");
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }
}
