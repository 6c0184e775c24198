using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Lists runs, newest first.</summary>
public sealed class RunListQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings)
{
    /// <summary>One page of the runs that match.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunListPage> ReadAsync(Actor actor, RunListFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var matching = RunMatching.Of(db, filter, now);
        var total = await matching.CountAsync(cancellationToken);
        if (filter.After is { } after) matching = matching.Where(r => r.TriggeredAt <= after.At);
        var take = Math.Clamp(filter.Take, 1, 500);
        var page = matching.OrderByDescending(r => r.TriggeredAt).ThenByDescending(r => r.Id)
            .Skip(await AlreadyShownAsync(matching, filter.After, cancellationToken)).Take(take + 1);
        var rows = await (
            from r in page
            join p in db.Pipelines on r.PipelineId equals p.Id
            join v in db.PipelineVersions on r.VersionId equals v.Id
            orderby r.TriggeredAt descending, r.Id descending
            select new RunListRow
            {
                Id = r.Id,
                Pipeline = p.Name,
                Version = v.Number,
                State = r.State,
                Money = r.Money,
                Trigger = r.Trigger,
                TriggeredBy = r.TriggeredBy,
                TriggeredAt = r.TriggeredAt,
                StartedAt = r.StartedAt,
                EndedAt = r.EndedAt,
                Problem = r.Problem == "" ? null : r.Problem,
                CancelRequested = r.CancelRequested,
                Priority = r.Priority,
            }).ToListAsync(cancellationToken);

        var shown = await WithWaitsAsync(db, now, await WithFiguresAsync(db, rows.Take(take).ToList(), cancellationToken), cancellationToken);
        return new RunListPage(shown, total, PageCursor.After([.. shown.Select(r => r.TriggeredAt)], rows.Count > take, filter.After));
    }

    private static async Task<List<RunListRow>> WithWaitsAsync(GenOpsDbContext db, StandingNow now, List<RunListRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Where(r => r.EndedAt is null).Select(r => r.Id).ToList();
        if (ids.Count == 0) return rows;
        var found = await RunWaits.OfAsync(db, now, ids, cancellationToken);
        return rows.ConvertAll(r => found.TryGetValue(r.Id, out var at) ? r with { Standing = at.Standing, Waits = at.Waits } : r);
    }

    /// <summary>A row of the cursor's own time may have left the filter since; skipping more than there are would lose rows.</summary>
    private static async Task<int> AlreadyShownAsync(IQueryable<Run> matching, PageCursor? after, CancellationToken cancellationToken) =>
        after is { } cursor
            ? Math.Min(cursor.Shown, await matching.CountAsync(r => r.TriggeredAt == cursor.At, cancellationToken))
            : 0;

    private static async Task<List<RunListRow>> WithFiguresAsync(
        GenOpsDbContext db, List<RunListRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return rows;
        var ids = rows.Select(r => (RunId?)r.Id).ToList();
        var costs = await db.LedgerEntries.Where(e => ids.Contains(e.RunId))
            .GroupBy(e => e.RunId).Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos) })
            .ToDictionaryAsync(g => g.Key!.Value, g => g.Nanos, cancellationToken);
        var keys = rows.Select(r => r.Id).ToList();
        var steps = await db.StepRuns.Where(s => keys.Contains(s.RunId))
            .GroupBy(s => s.RunId).Select(g => new { g.Key, All = g.Count(), Done = g.Count(s => s.State == StepState.Succeeded || s.State == StepState.Skipped) })
            .ToDictionaryAsync(g => g.Key, cancellationToken);
        return [.. rows.Select(r => r with
        {
            CostNanoUsd = costs.GetValueOrDefault(r.Id),
            Steps = steps.TryGetValue(r.Id, out var s) ? s.All : 0,
            StepsDone = steps.TryGetValue(r.Id, out var d) ? d.Done : 0,
        })];
    }
}
