using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

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
        schedule.NextAt = schedule.NextAfter(now);
        db.Record(actor, now, enabled ? "schedule.enable" : "schedule.disable", "pipeline", schedule.PipelineId,
            $"{(enabled ? "Enabled" : "Disabled")} the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}
