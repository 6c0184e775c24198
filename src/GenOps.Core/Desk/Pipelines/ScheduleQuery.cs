using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Pipelines;

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
