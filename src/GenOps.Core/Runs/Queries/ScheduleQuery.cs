using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>One schedule.</summary>
public sealed record ScheduleRow
{
    public required ScheduleId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Five fields, as cron writes them.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    public required MoneyMode Money { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>UTC, without jitter; null when there is no further one.</summary>
    public required DateTime? NextAt { get; init; }

    public required SchedulePolicies Policies { get; init; }

    /// <summary>UTC; null when it is not paused.</summary>
    public required DateTime? PausedUntil { get; init; }

    /// <summary>Who paused it and why; empty when it is not paused.</summary>
    public required string PauseReason { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The bound inputs of its runs, JSON.</summary>
    public required string Inputs { get; init; }

    /// <summary>The last few, newest first.</summary>
    public required IReadOnlyList<OccurrenceRow> Occurrences { get; init; }
}

/// <summary>One time a schedule fell due: the run it started, or why it did not.</summary>
/// <param name="OccursAt">UTC, without jitter.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="RunId">Null when it started none.</param>
/// <param name="RunState">The run's state now.</param>
/// <param name="Problem">Why it did not start; empty when it did.</param>
/// <param name="Missed">How many right before it were passed over.</param>
public sealed record OccurrenceRow(DateTime OccursAt, OccurrenceOutcome Outcome, RunId? RunId, RunState? RunState, string Problem, int Missed);

/// <summary>One time to come.</summary>
/// <param name="OccursAt">UTC.</param>
/// <param name="StartsAt">With its jitter, UTC.</param>
/// <param name="Local">In the schedule's zone, with its offset.</param>
public sealed record UpcomingRow(DateTime OccursAt, DateTime StartsAt, DateTimeOffset Local);

/// <summary>A schedule, and the next ten times it starts something.</summary>
public sealed record ScheduleDetail(ScheduleRow Schedule, IReadOnlyList<UpcomingRow> Upcoming);

/// <summary>Reads schedules.</summary>
public sealed class ScheduleQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>Occurrences read of each schedule of a list.</summary>
    public const int FewOccurrences = 5;

    /// <summary>Occurrences read of one schedule.</summary>
    public const int ManyOccurrences = 50;

    /// <summary>How many times to come are told.</summary>
    public const int UpcomingCount = 10;

    /// <summary>All schedules, or those of one pipeline, in the order they fall due; disabled ones last.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="pipeline">The pipeline's name; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<ScheduleRow>> ReadAsync(Actor actor, string? pipeline, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var schedules = db.Schedules.Where(s => pipeline == null || db.Pipelines.Any(p => p.Id == s.PipelineId && p.Name == pipeline));
        return await ReadAsync(db, schedules, FewOccurrences, clock.UtcNow(), cancellationToken);
    }

    /// <summary>One schedule; null when there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<ScheduleDetail?> FindAsync(Actor actor, ScheduleId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var rows = await ReadAsync(db, db.Schedules.Where(s => s.Id == id), ManyOccurrences, now, cancellationToken);
        return rows is [var row] ? new ScheduleDetail(row, Upcoming(row)) : null;
    }

    internal static async Task<IReadOnlyList<ScheduleRow>> ReadAsync(
        GenOpsDbContext db, IQueryable<Schedule> schedules, int occurrences, DateTime now, CancellationToken cancellationToken)
    {
        var read = await schedules.AsNoTracking()
            .Select(s => new
            {
                Schedule = s,
                Pipeline = db.Pipelines.Where(p => p.Id == s.PipelineId).Select(p => p.Name).First(),
                Occurrences = db.ScheduleOccurrences.Where(o => o.ScheduleId == s.Id).OrderByDescending(o => o.OccursAt).Take(occurrences)
                    .Select(o => new OccurrenceRow(
                        o.OccursAt, o.Outcome, o.RunId, db.Runs.Where(r => r.Id == o.RunId).Select(r => (RunState?)r.State).FirstOrDefault(), o.Problem, o.Missed))
                    .ToList(),
            }).ToListAsync(cancellationToken);
        return [.. read.Select(s => Row(s.Schedule, s.Pipeline, s.Occurrences, now)).OrderBy(s => s.NextAt ?? DateTime.MaxValue).ThenBy(s => s.Id.Value)];
    }

    private static ScheduleRow Row(Schedule s, string pipeline, IReadOnlyList<OccurrenceRow> occurrences, DateTime now) => new()
    {
        Id = s.Id,
        PipelineId = s.PipelineId,
        Pipeline = pipeline,
        Cron = s.Cron,
        TimeZone = s.TimeZone,
        Money = s.Money,
        Enabled = s.Enabled,
        NextAt = s.NextAt,
        Policies = new SchedulePolicies { Misfire = s.Misfire, MisfireLimit = s.MisfireLimit, Overlap = s.Overlap, JitterSeconds = s.JitterSeconds },
        PausedUntil = s.IsPaused(now) ? s.PausedUntil : null,
        PauseReason = s.IsPaused(now) ? s.PauseReason : "",
        CreatedBy = s.CreatedBy,
        Inputs = s.Inputs,
        Occurrences = occurrences,
    };

    private static IReadOnlyList<UpcomingRow> Upcoming(ScheduleRow row) => row.NextAt is not { } next ? [] :
    [
        .. ScheduleClock.From(row.Cron, row.TimeZone, next).Take(UpcomingCount)
            .Select(at => new UpcomingRow(at, at + MisfirePlan.Jitter(row.Id, at, row.Policies.JitterSeconds), ScheduleClock.Local(at, row.TimeZone))),
    ];
}
