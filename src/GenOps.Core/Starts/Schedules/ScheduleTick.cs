using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Levers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Starts what schedules have fallen due, any number of processes at once; <see cref="ScheduleTaking"/> sees to it that each occurrence starts once.</summary>
public sealed class ScheduleTick(
    IDbContextFactory<GenOpsDbContext> factory, ScheduleTaking taking, CancelRun cancel, TimeProvider time, ILogger<ScheduleTick> log)
    : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The look at schedules");

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Looks once.</summary>
    /// <returns>How many occurrences were taken, started or not.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var taken = await TakeDueAsync(cancellationToken) + await TakeQueuedAsync(cancellationToken);
        await CancelOvertakenAsync(cancellationToken);
        return taken;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(TickAsync, Period, failures, time, stoppingToken);

    private async Task<int> TakeDueAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var due = await db.Schedules.AsNoTracking().Where(s => s.Enabled && s.NextAt != null && s.NextAt <= now)
            .OrderBy(s => s.NextAt).ToListAsync(cancellationToken);
        var taken = 0;
        foreach (var schedule in due) taken += await taking.TakeDueAsync(schedule, now, cancellationToken);
        return taken;
    }

    private async Task<int> TakeQueuedAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Schedules.AsNoTracking()
            .Where(s => s.Enabled && (s.PausedUntil == null || s.PausedUntil <= now))
            .Where(s => db.ScheduleOccurrences.Any(o => o.Outcome == OccurrenceOutcome.Queued && o.ScheduleId == s.Id))
            .ToListAsync(cancellationToken);
        var taken = 0;
        foreach (var schedule in waiting)
        {
            if (await taking.TakeQueuedAsync(schedule, cancellationToken)) taken++;
        }

        return taken;
    }

    /// <summary>
    /// Told from the rows alone, so that a run whose follower started right before a kill is cancelled all the same;
    /// and only after the follower has started, so that a follower that cannot start cancels nothing.
    /// </summary>
    private async Task CancelOvertakenAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Schedules.AnyAsync(s => s.Overlap == OverlapPolicy.CancelOld, cancellationToken)) return;
        var overtaken = await (
            from run in db.Runs.AsNoTracking()
            where run.EndedAt == null && !run.CancelRequested
            join occurrence in db.ScheduleOccurrences on run.Id equals occurrence.RunId
            join schedule in db.Schedules on occurrence.ScheduleId equals schedule.Id
            where schedule.Overlap == OverlapPolicy.CancelOld
                && db.ScheduleOccurrences.Any(o => o.ScheduleId == schedule.Id && o.OccursAt > occurrence.OccursAt && o.RunId != null)
            select new { run.Id, schedule.CreatedBy }).ToListAsync(cancellationToken);
        foreach (var old in overtaken)
        {
            try
            {
                await cancel.ExecuteAsync(ScheduleTaking.ActorOf(old.CreatedBy), old.Id, "a newer run of its schedule started.", CancelMode.Drain, cancellationToken);
            }
            catch (ConflictException)
            {
                log.LogDebug("The run {Run} ended before its follower could cancel it", old.Id);
            }
        }
    }
}
