using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Levers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Lets backfills go on, any number of processes at once; <see cref="BackfillStarting"/> sees to it that each item has one run.</summary>
public sealed class BackfillTick(
    IDbContextFactory<GenOpsDbContext> factory, BackfillStarting starting, CancelRun cancel, TimeProvider time, ILogger<BackfillTick> log)
    : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The look at backfills");

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>Looks once.</summary>
    /// <returns>How many runs were started.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        List<BackfillId> running;
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
        {
            running = await db.Backfills.AsNoTracking().Where(b => b.State == BackfillState.Running).OrderBy(b => b.CreatedAt).Select(b => b.Id).ToListAsync(cancellationToken);
        }

        var started = 0;
        foreach (var id in running)
        {
            while (await starting.StartNextAsync(id, cancellationToken)) started++;
        }

        await CancelRunsAsync(cancellationToken);
        return started;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(TickAsync, Period, failures, time, stoppingToken);

    /// <summary>Told from the rows alone, so that a kill between the backfill and its runs leaves none of them behind.</summary>
    private async Task CancelRunsAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var left = await (
            from run in db.Runs.AsNoTracking()
            where run.EndedAt == null && !run.CancelRequested
            join item in db.BackfillItems on run.Id equals item.RunId
            join backfill in db.Backfills on item.BackfillId equals backfill.Id
            where backfill.State == BackfillState.Cancelled && backfill.CancelRuns
            select new { run.Id, backfill.CreatedBy }).ToListAsync(cancellationToken);
        foreach (var run in left)
        {
            try
            {
                await cancel.ExecuteAsync(BackfillStarting.ActorOf(run.CreatedBy), run.Id, "its backfill was cancelled.", CancelMode.Drain, cancellationToken);
            }
            catch (ConflictException)
            {
                log.LogDebug("The run {Run} ended before it could be cancelled", run.Id);
            }
        }
    }
}
