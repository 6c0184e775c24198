using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Ends the pause of a schedule before its time.</summary>
public sealed class ResumeSchedule(CommandRunner runner)
{
    /// <summary>Resumes.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    public Task ExecuteAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ScheduleId id)
    {
        var (db, _, now, cancellationToken) = scope;
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        if (!schedule.IsPaused(now)) throw new ConflictException("The schedule is not paused.");
        (schedule.PausedUntil, schedule.PauseReason) = (null, "");
        schedule.NextAt = schedule.NextAfter(now);
        scope.Record("schedule.resume", "pipeline", schedule.PipelineId, $"Resumed the schedule {schedule.Cron} ({schedule.TimeZone})");
    }
}
