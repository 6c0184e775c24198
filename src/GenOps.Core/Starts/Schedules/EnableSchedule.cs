using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Lets a schedule start runs, or not.</summary>
public sealed class EnableSchedule(CommandRunner runner)
{
    /// <summary>Enables or disables; what fell due while it was disabled is not made up for.</summary>
    public Task ExecuteAsync(Actor actor, ScheduleId id, bool enabled, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, enabled), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ScheduleId id, bool enabled)
    {
        var (db, _, now, cancellationToken) = scope;
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        if (schedule.Enabled == enabled) return;
        schedule.Enabled = enabled;
        schedule.NextAt = schedule.NextAfter(now);
        scope.Record(enabled ? "schedule.enable" : "schedule.disable", "pipeline", schedule.PipelineId,
            $"{(enabled ? "Enabled" : "Disabled")} the schedule {schedule.Cron} ({schedule.TimeZone})");
    }
}
