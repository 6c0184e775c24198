using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Removes a schedule; the runs it started stay, and so do its occurrences.</summary>
public sealed class RemoveSchedule(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Removes.</summary>
    public async Task ExecuteAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        await db.ScheduleOccurrences.Where(o => o.ScheduleId == id && o.Outcome == OccurrenceOutcome.Queued).ForEachAsync(
            o => (o.Outcome, o.Problem) = (OccurrenceOutcome.Skipped, "The schedule was removed before its turn came."), cancellationToken);
        db.Remove(schedule);
        db.Record(actor, time.UtcNow(), "schedule.remove", "pipeline", schedule.PipelineId, $"Removed the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}
