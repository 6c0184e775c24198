using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Starts.Schedules;

/// <summary>
/// Takes the occurrences of a schedule. The occurrence, its run and the time of the next one commit together, and only one process
/// can move a schedule past a time: so each occurrence starts one run, whatever dies when.
/// </summary>
public sealed class ScheduleTaking(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start, ILogger<ScheduleTaking> log)
{
    /// <summary>Takes what has fallen due, as the misfire policy says.</summary>
    /// <param name="schedule">As it was read; if another process has moved it since, nothing is taken.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels between two occurrences.</param>
    /// <returns>How many occurrences were taken, started or not.</returns>
    public async Task<int> TakeDueAsync(Schedule schedule, DateTime now, CancellationToken cancellationToken)
    {
        if (ScheduleClock.Check(schedule.Cron, schedule.TimeZone, schedule.NextAt ?? now).Any(p => p.Field == "time zone"))
        {
            log.LogWarning("This machine does not know the time zone {Zone} of the schedule {Schedule}; it is left to another one", schedule.TimeZone, schedule.Id);
            return 0;
        }

        var plan = MisfirePlan.Of(schedule, now);
        var expected = schedule.NextAt;
        for (var i = 0; i < plan.Count; i++)
        {
            var next = i + 1 < plan.Count ? plan[i + 1].OccursAt : ScheduleClock.Next(schedule.Cron, schedule.TimeZone, plan[i].OccursAt);
            if (!await TakeAsync(schedule, plan[i], expected, next, cancellationToken)) return i;
            expected = next;
        }

        return plan.Count;
    }

    /// <summary>Starts the occurrence that has waited longest, if nothing of the schedule is under way any more.</summary>
    public async Task<bool> TakeQueuedAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await Queued(db, schedule.Id).AsNoTracking().OrderBy(o => o.OccursAt).FirstOrDefaultAsync(cancellationToken) is not { } expected) return false;
        var attempt = await PrepareAsync(schedule, expected.OccursAt, cancellationToken);
        return await runner.RunAsync(ActorOf(schedule.CreatedBy), scope => StageQueuedAsync(scope, schedule, expected.Id, attempt), cancellationToken);
    }

    /// <summary>Who starts and cancels for a schedule.</summary>
    internal static Actor ActorOf(string createdBy) => new(null, $"schedule of {createdBy}", new HashSet<string> { Roles.Operator });

    private async Task<bool> TakeAsync(
        Schedule schedule, PlannedOccurrence planned, DateTime? expected, DateTime? next, CancellationToken cancellationToken)
    {
        var attempt = planned.Starts ? await PrepareAsync(schedule, planned.OccursAt, cancellationToken) : null;
        return await runner.RunAsync(ActorOf(schedule.CreatedBy), scope => StageAsync(scope, schedule, planned, (expected, next), attempt), cancellationToken);
    }

    private async Task<bool> StageAsync(
        CommandScope scope, Schedule schedule, PlannedOccurrence planned, (DateTime? From, DateTime? To) move, StartAttempt? attempt)
    {
        var (db, _, _, cancellationToken) = scope;
        var moved = await db.Schedules.Where(s => s.Id == schedule.Id && s.Enabled && s.NextAt == move.From)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.NextAt, move.To), cancellationToken);
        if (moved == 0) return false;
        await CrashPoints.ReachAsync(CrashPoint.OccurrenceTaken);
        var taken = new ScheduleOccurrence
        {
            Id = Id.New<ScheduleOccurrenceId>(),
            ScheduleId = schedule.Id,
            OccursAt = planned.OccursAt,
            Missed = planned.Missed,
        };
        (taken.Outcome, taken.Problem) = await OutcomeAsync(db, schedule, planned, cancellationToken);
        if (taken.Outcome == OccurrenceOutcome.Started) await StartAsync(scope, taken, attempt!);
        db.Add(taken);
        return true;
    }

    /// <summary>Where its run cannot start, the occurrence is kept with the reason.</summary>
    private async Task StartAsync(CommandScope scope, ScheduleOccurrence occurrence, StartAttempt attempt)
    {
        var (run, refusal) = await attempt.StageAsync(scope);
        occurrence.RunId = run;
        (occurrence.Outcome, occurrence.Problem) = refusal is null ? (OccurrenceOutcome.Started, "") : (OccurrenceOutcome.Failed, refusal.Message);
        if (refusal is not null) log.LogWarning("The schedule {Schedule} could not start its run: {Problem}", occurrence.ScheduleId, refusal.Message);
    }

    private static async Task<(OccurrenceOutcome, string)> OutcomeAsync(
        GenOpsDbContext db, Schedule schedule, PlannedOccurrence planned, CancellationToken cancellationToken)
    {
        if (!planned.Starts) return (OccurrenceOutcome.Missed, "Nobody was there to start it in time.");
        if (schedule.Overlap is not (OverlapPolicy.Skip or OverlapPolicy.Queue)) return (OccurrenceOutcome.Started, "");
        var queued = await Queued(db, schedule.Id).CountAsync(cancellationToken);
        var free = queued == 0 && !await UnderWay(db, schedule.Id).AnyAsync(cancellationToken);
        if (free) return (OccurrenceOutcome.Started, "");
        return schedule.Overlap == OverlapPolicy.Queue && queued < SchedulePolicies.MostQueued
            ? (OccurrenceOutcome.Queued, "It waits for the run before it to end.")
            : (OccurrenceOutcome.Skipped, queued > 0 ? $"{queued} before it wait already." : "The run before it had not ended.");
    }

    private async Task<bool> StageQueuedAsync(CommandScope scope, Schedule schedule, ScheduleOccurrenceId expected, StartAttempt attempt)
    {
        var (db, _, _, cancellationToken) = scope;
        // Locks the schedule's row: whoever else takes something of it waits, and then sees what was started here.
        var locked = await db.Schedules.Where(s => s.Id == schedule.Id && s.Enabled).LockAsync(db, cancellationToken);
        if (locked == 0 || await UnderWay(db, schedule.Id).AnyAsync(cancellationToken)) return false;
        if (await Queued(db, schedule.Id).OrderBy(o => o.OccursAt).FirstOrDefaultAsync(cancellationToken) is not { } first || first.Id != expected) return false;
        await StartAsync(scope, first, attempt);
        return true;
    }

    private static IQueryable<ScheduleOccurrence> Queued(GenOpsDbContext db, ScheduleId id) =>
        db.ScheduleOccurrences.Where(o => o.Outcome == OccurrenceOutcome.Queued && o.ScheduleId == id);

    /// <summary>Read from the runs that have not ended, which are few, and not from the occurrences, which grow for ever.</summary>
    private static IQueryable<Run> UnderWay(GenOpsDbContext db, ScheduleId id) =>
        db.Runs.AsNoTracking().Where(r => r.EndedAt == null && db.ScheduleOccurrences.Any(o => o.RunId == r.Id && o.ScheduleId == id));

    private Task<StartAttempt> PrepareAsync(Schedule schedule, DateTime occursAt, CancellationToken cancellationToken) => StartAttempt.OfAsync(async () =>
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.Where(p => p.Id == schedule.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        var inputs = OccurrenceInputs.For(schedule.Inputs, occursAt, schedule.TimeZone);
        return await start.PrepareAsync(new StartRunRequest(pipeline, inputs, schedule.Money, "schedule"), cancellationToken);
    });
}
