using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>What matters now, in one glance, of one money.</summary>
public sealed record RunOverview
{
    public required MoneyMode Money { get; init; }

    /// <summary>Runs that go on by themselves, as <see cref="RunStanding.Working"/> counts them.</summary>
    public required int Working { get; init; }

    /// <summary>Reviews that wait for a person.</summary>
    public required int OpenReviews { get; init; }

    /// <summary>When the oldest of them was opened, UTC; null when there is none.</summary>
    public DateTime? OldestReviewAt { get; init; }

    /// <summary>Runs that failed, of those started since the time asked for.</summary>
    public required int Failed { get; init; }

    /// <summary>Runs that ended well, of those.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Holds in force, of both moneys: pipelines paused, calls in doubt, providers stopped.</summary>
    public required int Holds { get; init; }

    /// <summary>Spent since then; nano-US-dollars.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>False on a database where nothing of either money was ever run.</summary>
    public required bool AnyRuns { get; init; }
}

/// <summary>Reads what the start page shows.</summary>
public sealed class RunOverviewQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings, TimeProvider clock)
{
    /// <summary>What matters now, with counts since a time (UTC).</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunOverview> ReadAsync(Actor actor, MoneyMode money, DateTime since, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var runs = db.Runs.Where(r => r.Money == money);
        var reviews = db.ReviewTasks.Where(t => t.Money == money && t.State == ReviewState.Open);
        return new RunOverview
        {
            Money = money,
            Working = await (await standings.NowAsync(db, cancellationToken)).Of(db, runs, RunStanding.Working).CountAsync(cancellationToken),
            OpenReviews = await reviews.CountAsync(cancellationToken),
            OldestReviewAt = await reviews.MinAsync(t => (DateTime?)t.OpenedAt, cancellationToken),
            Failed = await runs.CountAsync(r => r.State == RunState.Failed && r.TriggeredAt >= since, cancellationToken),
            Succeeded = await runs.CountAsync(r => r.State == RunState.Succeeded && r.TriggeredAt >= since, cancellationToken),
            Holds = await HoldQuery.Active(db, now).CountAsync(cancellationToken),
            SpentNanoUsd = await db.LedgerEntries.Where(e => e.Money == money && e.ChargedAt >= since).SumAsync(e => e.Amount.Nanos, cancellationToken),
            AnyRuns = await db.Runs.AnyAsync(cancellationToken),
        };
    }
}
