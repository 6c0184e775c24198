using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>What matters now, in one glance, of one money.</summary>
public sealed record RunOverview
{
    public required MoneyMode Money { get; init; }

    /// <summary>Runs that go on by themselves, as <see cref="RunStanding.Working"/> counts them.</summary>
    public required int Working { get; init; }

    /// <summary>Runs that wait for a provider, a budget, a call in doubt, a limit, a time or a place.</summary>
    public required int Waiting { get; init; }

    /// <summary>What these wait for; a run that waits for two things is in two.</summary>
    public required IReadOnlyList<WaitGroup> Waits { get; init; }

    /// <summary>Runs that a person's pause keeps.</summary>
    public required int Held { get; init; }

    /// <summary>Runs of which nothing moves, and nothing will.</summary>
    public required int Stuck { get; init; }

    /// <summary>Reviews that wait for a person.</summary>
    public required int OpenReviews { get; init; }

    /// <summary>When the oldest of them was opened, UTC; null when there is none.</summary>
    public DateTime? OldestReviewAt { get; init; }

    /// <summary>Reviews of the other money that wait for a person: people decide on both.</summary>
    public required int OtherReviews { get; init; }

    /// <summary>Runs that failed, of those started since the time asked for.</summary>
    public required int Failed { get; init; }

    /// <summary>Runs that ended well, of those.</summary>
    public required int Succeeded { get; init; }

    /// <summary>People's pauses in force, of both moneys.</summary>
    public required int Pauses { get; init; }

    /// <summary>Spent since then; nano-US-dollars.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>False on a database where nothing of either money was ever run.</summary>
    public required bool AnyRuns { get; init; }
}

/// <summary>Reads what the start page shows.</summary>
public sealed class RunOverviewQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings, WaitGroups waits, TimeProvider clock)
{
    /// <summary>What matters now, with counts since a time (UTC).</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunOverview> ReadAsync(Actor actor, MoneyMode money, DateTime since, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        var runs = db.Runs.Where(r => r.Money == money);
        var reviews = db.ReviewTasks.Where(t => t.Money == money && t.State == ReviewState.Open);
        return new RunOverview
        {
            Money = money,
            Working = await CountAsync(RunStanding.Working),
            Waiting = await CountAsync(RunStanding.Waiting),
            Waits = await waits.ReadAsync(actor, db, now, money, cancellationToken),
            Held = await CountAsync(RunStanding.Held),
            Stuck = await CountAsync(RunStanding.Stuck),
            OpenReviews = await reviews.CountAsync(cancellationToken),
            OldestReviewAt = await reviews.MinAsync(t => (DateTime?)t.OpenedAt, cancellationToken),
            OtherReviews = await db.ReviewTasks.CountAsync(t => t.Money != money && t.State == ReviewState.Open, cancellationToken),
            Failed = await runs.CountAsync(r => r.State == RunState.Failed && r.TriggeredAt >= since, cancellationToken),
            Succeeded = await runs.CountAsync(r => r.State == RunState.Succeeded && r.TriggeredAt >= since, cancellationToken),
            Pauses = await HoldQuery.Active(db, clock.UtcNow()).CountAsync(h => h.Cause == WaitKind.Hold, cancellationToken),
            SpentNanoUsd = await db.LedgerEntries.Where(e => e.Money == money && e.ChargedAt >= since).SumAsync(e => e.Amount.Nanos, cancellationToken),
            AnyRuns = await db.Runs.AnyAsync(cancellationToken),
        };

        Task<int> CountAsync(RunStanding standing) => now.Of(db, runs, standing).CountAsync(cancellationToken);
    }
}
