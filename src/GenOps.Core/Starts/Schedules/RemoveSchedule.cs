using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Removes a schedule; the runs it started stay, and so do its occurrences.</summary>
public sealed class RemoveSchedule(CommandRunner runner)
{
    /// <summary>Removes.</summary>
    public Task ExecuteAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ScheduleId id)
    {
        var (db, _, _, cancellationToken) = scope;
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        await db.ScheduleOccurrences.Where(o => o.ScheduleId == id && o.Outcome == OccurrenceOutcome.Queued).ForEachAsync(
            o => (o.Outcome, o.Problem) = (OccurrenceOutcome.Skipped, "The schedule was removed before its turn came."), cancellationToken);
        db.Remove(schedule);
        scope.Record("schedule.remove", "pipeline", schedule.PipelineId, $"Removed the schedule {schedule.Cron} ({schedule.TimeZone})");
    }
}
