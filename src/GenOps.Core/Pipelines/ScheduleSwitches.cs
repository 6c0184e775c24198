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
        schedule.NextAt = schedule.NextAfter(now);
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
        await db.ScheduleOccurrences.Where(o => o.ScheduleId == id && o.Outcome == OccurrenceOutcome.Queued).ForEachAsync(
            o => (o.Outcome, o.Problem) = (OccurrenceOutcome.Skipped, "The schedule was removed before its turn came."), cancellationToken);
        db.Remove(schedule);
        db.Record(actor, time.UtcNow(), "schedule.remove", "pipeline", schedule.PipelineId, $"Removed the schedule {schedule.Cron} ({schedule.TimeZone})");
        await db.SaveChangesAsync(cancellationToken);
    }
}

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

internal static class ScheduleRows
{
    public static async Task<Schedule> FindAsync(GenOpsDbContext db, ScheduleId id, CancellationToken cancellationToken) =>
        await db.Schedules.SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no schedule {id}; somebody may have removed it.");
}
