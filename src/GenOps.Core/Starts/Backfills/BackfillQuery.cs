using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Reads backfills.</summary>
public sealed class BackfillQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings)
{
    /// <summary>The most that are listed.</summary>
    public const int MostRows = 100;

    /// <summary>The newest, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<BackfillRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var rows = new List<BackfillRow>();
        foreach (var backfill in await db.Backfills.AsNoTracking().OrderByDescending(b => b.CreatedAt).Take(MostRows).ToListAsync(cancellationToken))
            rows.Add(await RowAsync(db, now, backfill, cancellationToken));
        return rows;
    }

    /// <summary>One with all its items in their order; null when there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<BackfillDetail?> FindAsync(Actor actor, BackfillId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Backfills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is not { } backfill) return null;
        var items = await db.BackfillItems.AsNoTracking().Where(i => i.BackfillId == id).OrderBy(i => i.Position)
            .Select(i => new BackfillItemRow(
                i.Position, i.Label, i.State, i.RunId, db.Runs.Where(r => r.Id == i.RunId).Select(r => (RunState?)r.State).FirstOrDefault(), i.Problem))
            .ToListAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var underWay = items.Where(i => i.RunState is { } state && !Run.IsFinal(state)).Select(i => i.RunId!.Value);
        var found = await RunWaits.OfAsync(db, now, underWay, cancellationToken);
        var told = items.ConvertAll(i => i.RunId is { } run && found.TryGetValue(run, out var at) ? i with { Standing = at.Standing, Waits = at.Waits } : i);
        return new BackfillDetail(await RowAsync(db, now, backfill, cancellationToken), told);
    }

    private static async Task<BackfillRow> RowAsync(GenOpsDbContext db, StandingNow now, Backfill backfill, CancellationToken cancellationToken)
    {
        var items = db.BackfillItems.Where(i => i.BackfillId == backfill.Id);
        var states = await items.GroupBy(i => i.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var runs = await items.Join(db.Runs, i => i.RunId, r => r.Id, (_, r) => r.State).GroupBy(s => s)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var (spent, reserved) = await BackfillRows.CostAsync(db, backfill.Id, cancellationToken);
        return new BackfillRow
        {
            Id = backfill.Id,
            Pipeline = await db.Pipelines.Where(p => p.Id == backfill.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken),
            ScheduleId = backfill.ScheduleId,
            Source = backfill.Source,
            Money = backfill.Money,
            State = backfill.State,
            Concurrency = backfill.Concurrency,
            CapNanoUsd = backfill.CapNanos,
            Problem = backfill.Problem,
            CreatedBy = backfill.CreatedBy,
            CreatedAt = backfill.CreatedAt,
            EndedAt = backfill.EndedAt,
            Items = states.Values.Sum(),
            Waiting = states.GetValueOrDefault(BackfillItemState.Waiting),
            NotStarted = states.GetValueOrDefault(BackfillItemState.Failed),
            Runs = runs,
            Standings = runs.Keys.All(Run.IsFinal) ? new Dictionary<RunStanding, int>() : await StandingsAsync(db, now, items, cancellationToken),
            SpentNanoUsd = spent,
            ReservedNanoUsd = reserved,
        };
    }

    private static async Task<Dictionary<RunStanding, int>> StandingsAsync(
        GenOpsDbContext db, StandingNow now, IQueryable<BackfillItem> items, CancellationToken cancellationToken)
    {
        var runs = db.Runs.Where(r => items.Any(i => i.RunId == r.Id));
        var counts = new Dictionary<RunStanding, int>();
        foreach (var standing in Enum.GetValues<RunStanding>())
        {
            if (await now.Of(db, runs, standing).CountAsync(cancellationToken) is > 0 and var count) counts[standing] = count;
        }

        return counts;
    }
}
