using System.Text.Json.Nodes;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs;

/// <summary>
/// Starts what schedules have fallen due, any number of processes at once: the occurrence, its run and the time of the
/// next one commit together, and only one process can move a schedule past a time. What fell due while nobody ran is
/// made up for by one run.
/// </summary>
public sealed class ScheduleTick(
    IDbContextFactory<GenOpsDbContext> factory, StartRun start, IOutboxSignal signal, TimeProvider time, ILogger<ScheduleTick> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Looks once.</summary>
    /// <returns>How many occurrences were taken, started or not.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var due = await db.Schedules.AsNoTracking().Where(s => s.Enabled && s.NextAt != null && s.NextAt <= now)
            .OrderBy(s => s.NextAt).ToListAsync(cancellationToken);
        var taken = 0;
        foreach (var schedule in due)
        {
            if (await TakeAsync(schedule, now, cancellationToken)) taken++;
        }

        if (taken > 0) signal.Notify();
        return taken;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TickAsync(stoppingToken);
                await Task.Delay(Period, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Schedules could not be looked at; they are looked at again");
                await Task.Delay(Period, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Takes one occurrence; where its run cannot start, the occurrence is kept with the reason.</summary>
    private async Task<bool> TakeAsync(Schedule schedule, DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitAsync(schedule, now, problem: null, cancellationToken);
        }
        catch (GenOpsException e)
        {
            log.LogWarning("The schedule {Schedule} could not start its run: {Problem}", schedule.Id, e.Message);
            return await CommitAsync(schedule, now, e.Message, cancellationToken);
        }
    }

    private async Task<bool> CommitAsync(Schedule schedule, DateTime now, string? problem, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = schedule.NextAt;
        var next = NextOf(schedule, now);
        var moved = await db.Schedules.Where(s => s.Id == schedule.Id && s.Enabled && s.NextAt == due)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.NextAt, next), cancellationToken);
        if (moved == 0) return false;
        db.Add(new ScheduleOccurrence
        {
            Id = Id.New<ScheduleOccurrenceId>(),
            ScheduleId = schedule.Id,
            OccursAt = due!.Value,
            RunId = problem is null ? (await StageAsync(db, schedule, now, cancellationToken)).Id : null,
            Problem = problem ?? "",
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<Run> StageAsync(GenOpsDbContext db, Schedule schedule, DateTime now, CancellationToken cancellationToken)
    {
        var pipeline = await db.Pipelines.Where(p => p.Id == schedule.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        var inputs = InputValue.FromJson(JsonNode.Parse(schedule.Inputs)!.AsObject());
        var actor = new Actor(null, $"schedule of {schedule.CreatedBy}", new HashSet<string> { Roles.Operator });
        return await start.StageAsync(db, actor, new StartRunRequest(pipeline, inputs, schedule.Money, "schedule"), now, cancellationToken);
    }

    /// <summary>After now, not after what was due: an hour of downtime is one run, not sixty. None where the zone is not known here.</summary>
    private static DateTime? NextOf(Schedule schedule, DateTime now) =>
        ScheduleClock.Check(schedule.Cron, schedule.TimeZone, now).Count > 0 ? null : ScheduleClock.Next(schedule.Cron, schedule.TimeZone, now);
}
