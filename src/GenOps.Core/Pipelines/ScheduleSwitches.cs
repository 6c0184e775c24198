using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Lets a schedule start runs, or not.</summary>
public sealed class EnableSchedule(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Enables or disables; what fell due while it was disabled is not made up for.</summary>
    public async Task ExecuteAsync(Actor actor, ScheduleId id, bool enabled, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        if (schedule.Enabled == enabled) return;
        var now = time.UtcNow();
        schedule.Enabled = enabled;
        schedule.NextAt = enabled ? ScheduleClock.Next(schedule.Cron, schedule.TimeZone, now) : null;
        db.Record(actor, now, enabled ? "schedule.enable" : "schedule.disable", "pipeline", schedule.PipelineId,
            $"{(enabled ? "Enabled" : "Disabled")} the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>Removes a schedule; the runs it started stay, and so do its occurrences.</summary>
public sealed class RemoveSchedule(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Removes.</summary>
    public async Task ExecuteAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        db.Remove(schedule);
        db.Record(actor, time.UtcNow(), "schedule.remove", "pipeline", schedule.PipelineId, $"Removed the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}

internal static class ScheduleRows
{
    public static async Task<Schedule> FindAsync(GenOpsDbContext db, ScheduleId id, CancellationToken cancellationToken) =>
        await db.Schedules.SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no schedule {id}; somebody may have removed it.");
}
