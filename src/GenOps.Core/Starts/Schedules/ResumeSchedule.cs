using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Ends the pause of a schedule before its time.</summary>
public sealed class ResumeSchedule(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Resumes.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    public async Task ExecuteAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        var now = time.UtcNow();
        if (!schedule.IsPaused(now)) throw new ConflictException("The schedule is not paused.");
        (schedule.PausedUntil, schedule.PauseReason) = (null, "");
        schedule.NextAt = schedule.NextAfter(now);
        db.Record(actor, now, "schedule.resume", "pipeline", schedule.PipelineId, $"Resumed the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}
