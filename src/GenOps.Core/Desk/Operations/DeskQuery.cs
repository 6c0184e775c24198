using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Ledger;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>What an operator must know now, of one money.</summary>
public sealed record DeskOverview
{
    public required MoneyMode Money { get; init; }

    /// <summary>Runs under way by how they stand; they sum to all that are under way.</summary>
    public required IReadOnlyDictionary<RunStanding, int> Runs { get; init; }

    /// <summary>What the runs of <see cref="RunStanding.Waiting"/> wait for; a run that waits for two things is in two.</summary>
    public required IReadOnlyList<WaitGroup> Waits { get; init; }

    /// <summary>Reviews that wait for a person; a run can have several.</summary>
    public required int OpenReviews { get; init; }

    /// <summary>When the oldest of them was opened, UTC; null for none.</summary>
    public required DateTime? OldestReviewAt { get; init; }

    /// <summary>Reviews of the other money that wait for a person: people decide on both.</summary>
    public required int OtherReviews { get; init; }

    /// <summary>Pipelines whose last run failed, the latest failure first.</summary>
    public required IReadOnlyList<FailingPipeline> Failing { get; init; }

    /// <summary>The pauses in force, of both moneys; the newest first.</summary>
    public required IReadOnlyList<HoldDetail> Holds { get; init; }

    /// <summary>What waits for workers, of both moneys.</summary>
    public required QueueFacts Queue { get; init; }

    /// <summary>When today began in the reporting time zone, UTC.</summary>
    public required DateTime TodayFrom { get; init; }

    /// <summary>When it ends, UTC, exclusive.</summary>
    public required DateTime TodayTo { get; init; }

    /// <summary>All that was charged today, calls and people; nano-US-dollars.</summary>
    public required long SpentTodayNanoUsd { get; init; }
}

/// <summary>A pipeline whose last run that ended by itself failed.</summary>
/// <param name="Id">The pipeline.</param>
/// <param name="Name">Its name.</param>
/// <param name="InARow">How many failed since the last one that did not; at least 1.</param>
/// <param name="LastRun">The last of them.</param>
/// <param name="LastAt">When it ended, UTC.</param>
/// <param name="Problem">Why, in plain words.</param>
public sealed record FailingPipeline(PipelineId Id, string Name, int InARow, RunId LastRun, DateTime LastAt, string Problem);

/// <summary>Reads what the desk shows.</summary>
public sealed class DeskQuery(
    IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings, WaitGroups waits, WorkersQuery workers, HoldListQuery holds, ReportingCalendar calendar, TimeProvider clock)
{
    /// <summary>All of it as it is now.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<DeskOverview> ReadAsync(Actor actor, MoneyMode money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Desk);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var runs = db.Runs.AsNoTracking().Where(r => r.Money == money);
        var counts = new Dictionary<RunStanding, int>();
        foreach (var standing in Enum.GetValues<RunStanding>())
            counts[standing] = await now.Of(db, runs, standing).CountAsync(cancellationToken);
        var (from, to) = calendar.DayAround(clock.UtcNow());
        var reviews = db.ReviewTasks.Where(t => t.Money == money && t.State == ReviewState.Open);
        return new DeskOverview
        {
            Money = money,
            Runs = counts,
            Waits = await waits.ReadAsync(actor, db, now, money, cancellationToken),
            OpenReviews = await reviews.CountAsync(cancellationToken),
            OldestReviewAt = await reviews.MinAsync(t => (DateTime?)t.OpenedAt, cancellationToken),
            OtherReviews = await db.ReviewTasks.CountAsync(t => t.Money != money && t.State == ReviewState.Open, cancellationToken),
            Failing = await FailingAsync(db, money, cancellationToken),
            Holds = await holds.ReadAsync(actor, cancellationToken),
            Queue = (await workers.ReadAsync(actor, cancellationToken)).Queue,
            TodayFrom = from,
            TodayTo = to,
            SpentTodayNanoUsd = await db.LedgerEntries.Where(e => e.Money == money && e.ChargedAt >= from && e.ChargedAt < to)
                .SumAsync(e => e.Amount.Nanos, cancellationToken),
        };
    }

    /// <summary>A cancelled run says nothing of its pipeline; one whose outputs were rejected worked.</summary>
    private static async Task<IReadOnlyList<FailingPipeline>> FailingAsync(GenOpsDbContext db, MoneyMode money, CancellationToken cancellationToken)
    {
        var ended = db.Runs.Where(r => r.Money == money && r.EndedAt != null && r.State != RunState.Cancelled);
        var last = await db.Pipelines.Select(p => ended.Where(r => r.PipelineId == p.Id)
            .OrderByDescending(r => r.EndedAt).ThenByDescending(r => r.Id).Select(r => (RunId?)r.Id).FirstOrDefault()).ToListAsync(cancellationToken);
        var ids = last.OfType<RunId>().ToList();
        var failed = await (
            from r in db.Runs.Where(r => ids.Contains(r.Id) && r.State == RunState.Failed)
            join p in db.Pipelines on r.PipelineId equals p.Id
            orderby r.EndedAt descending
            select new { r.Id, r.PipelineId, p.Name, r.EndedAt, r.Problem }).ToListAsync(cancellationToken);
        var failing = new List<FailingPipeline>();
        foreach (var run in failed)
        {
            var good = await ended.Where(r => r.PipelineId == run.PipelineId && r.State != RunState.Failed).MaxAsync(r => r.EndedAt, cancellationToken);
            var count = await ended.CountAsync(r => r.PipelineId == run.PipelineId && r.State == RunState.Failed && (good == null || r.EndedAt > good), cancellationToken);
            failing.Add(new FailingPipeline(run.PipelineId, run.Name, count, run.Id, run.EndedAt!.Value, run.Problem));
        }

        return failing;
    }
}
