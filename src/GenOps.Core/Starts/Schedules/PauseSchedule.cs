using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

/// <summary>Keeps a schedule from starting anything until a time; then it goes on by itself. What falls due meanwhile is not made up for.</summary>
public sealed class PauseSchedule(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Pauses, or changes the end of a pause.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The schedule.</param>
    /// <param name="until">UTC, in the future.</param>
    /// <param name="reason">For whoever finds it paused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">The time has passed, or no reason is given.</exception>
    public async Task ExecuteAsync(Actor actor, ScheduleId id, DateTime until, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var now = time.UtcNow();
        if (until <= now) throw new InvalidInputException("until", $"{until:yyyy-MM-dd HH:mm} UTC has passed.", "Choose a time to come.");
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A pause needs a reason.", "Say why, for whoever finds it paused.");
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var schedule = await ScheduleRows.FindAsync(db, id, cancellationToken);
        schedule.PausedUntil = until;
        schedule.PauseReason = $"{actor.Name}: {reason.Trim()}";
        schedule.NextAt = schedule.NextAfter(now);
        db.Record(actor, now, "schedule.pause", "pipeline", schedule.PipelineId,
            $"Paused the schedule {schedule.Cron} ({schedule.TimeZone}) until {until:yyyy-MM-dd HH:mm} UTC: {reason.Trim()}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
