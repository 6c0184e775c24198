using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Backfills;

/// <summary>One backfill and how far it is.</summary>
public sealed record BackfillRow
{
    public required BackfillId Id { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required ScheduleId? ScheduleId { get; init; }

    /// <summary>What it goes over, for people.</summary>
    public required string Source { get; init; }

    public required MoneyMode Money { get; init; }

    public required BackfillState State { get; init; }

    public required int Concurrency { get; init; }

    public required long? CapNanoUsd { get; init; }

    /// <summary>Why nothing further starts; empty when nothing is in its way.</summary>
    public required string Problem { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? EndedAt { get; init; }

    /// <summary>All its items.</summary>
    public required int Items { get; init; }

    /// <summary>Those whose turn has not come.</summary>
    public required int Waiting { get; init; }

    /// <summary>Those that could not be started.</summary>
    public required int NotStarted { get; init; }

    /// <summary>Its runs by where they stand now.</summary>
    public required IReadOnlyDictionary<RunState, int> Runs { get; init; }

    /// <summary>What its runs cost so far; nano-US-dollars.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>What calls under way may cost at most.</summary>
    public required long ReservedNanoUsd { get; init; }

    /// <summary>Items that are done with: ended, not started, cancelled.</summary>
    public int Done => Items - Waiting - Runs.Where(r => !Run.IsFinal(r.Key)).Sum(r => r.Value);
}

/// <summary>One item.</summary>
public sealed record BackfillItemRow(int Position, string Label, BackfillItemState State, RunId? RunId, RunState? RunState, string Problem);

/// <summary>A backfill with its items.</summary>
public sealed record BackfillDetail(BackfillRow Backfill, IReadOnlyList<BackfillItemRow> Items);

/// <summary>Reads backfills.</summary>
public sealed class BackfillQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>The most that are listed.</summary>
    public const int MostRows = 100;

    /// <summary>The newest, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<BackfillRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = new List<BackfillRow>();
        foreach (var backfill in await db.Backfills.AsNoTracking().OrderByDescending(b => b.CreatedAt).Take(MostRows).ToListAsync(cancellationToken))
            rows.Add(await RowAsync(db, backfill, cancellationToken));
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
        return new BackfillDetail(await RowAsync(db, backfill, cancellationToken), items);
    }

    private static async Task<BackfillRow> RowAsync(GenOpsDbContext db, Backfill backfill, CancellationToken cancellationToken)
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
            SpentNanoUsd = spent,
            ReservedNanoUsd = reserved,
        };
    }
}
