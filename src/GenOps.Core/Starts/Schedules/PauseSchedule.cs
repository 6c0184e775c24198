using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Keeps a schedule from starting anything until a time; then it goes on by itself. What falls due meanwhile is not made up for.</summary>
public sealed class PauseSchedule(CommandRunner runner)
{
    /// <summary>Pauses, or changes the end of a pause.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="until">UTC, in the future.</param>
    /// <param name="reason">For whoever finds it paused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">The time has passed, or no reason is given.</exception>
    public Task ExecuteAsync(Actor actor, ScheduleId id, DateTime until, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, until, reason), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ScheduleId id, DateTime until, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        if (until <= now) throw new InvalidInputException("until", $"{until:yyyy-MM-dd HH:mm} UTC has passed.", "Choose a time to come.");
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A pause needs a reason.", "Say why, for whoever finds it paused.");
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        schedule.PausedUntil = until;
        schedule.PauseReason = $"{actor.Name}: {reason.Trim()}";
        schedule.NextAt = schedule.NextAfter(now);
        scope.Record("schedule.pause", "pipeline", schedule.PipelineId,
            $"Paused the schedule {schedule.Cron} ({schedule.TimeZone}) until {until:yyyy-MM-dd HH:mm} UTC: {reason.Trim()}");
    }
}
