using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>A pipeline as an operator sees it.</summary>
public sealed record PipelineOverview
{
    public required PipelineId Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string CostCentre { get; init; }

    public required bool IsSample { get; init; }

    /// <summary>False: no run starts.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What an operator allows its runs.</summary>
    public required PipelineLimits Limits { get; init; }

    /// <summary>The active version's number; null before the first activation.</summary>
    public int? Version { get; init; }

    /// <summary>The pause in force; null when there is none.</summary>
    public HoldDetail? Pause { get; init; }

    /// <summary>Runs of this money that have not ended.</summary>
    public required int UnderWay { get; init; }

    /// <summary>These by how they stand, as the desk counts them; only those there are.</summary>
    public required IReadOnlyDictionary<RunStanding, int> Standings { get; init; }

    /// <summary>Runs of this money that wait for a person.</summary>
    public required int WaitingForReview { get; init; }

    /// <summary>All runs of this money.</summary>
    public required int Runs { get; init; }

    /// <summary>All it ever spent of this money; nano-US-dollars.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>What it spent of this money since the start of the period asked for; nano-US-dollars.</summary>
    public required long SpentSinceNanoUsd { get; init; }

    /// <summary>When a schedule starts it next, UTC; null when none does.</summary>
    public DateTime? NextScheduledAt { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<LastRun> LastRuns { get; init; }
}

/// <summary>One of a pipeline's last runs.</summary>
public sealed record LastRun(RunId Id, RunState State, DateTime TriggeredAt, DateTime? EndedAt)
{
    /// <summary>How it stands, as the desk counts it; null once it ended.</summary>
    public RunStanding? Standing { get; init; }
}

/// <summary>Reads all pipelines with their state, last runs and spend.</summary>
public sealed class PipelineOverviewQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings, TimeProvider clock)
{
    /// <summary>Runs shown per pipeline.</summary>
    public const int LastRunCount = 12;

    /// <summary>All pipelines by name, with runs and spend of this money; <paramref name="since"/> (UTC) begins <see cref="PipelineOverview.SpentSinceNanoUsd"/>.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PipelineOverview>> ReadAsync(Actor actor, MoneyMode money, DateTime since, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var pipelines = await db.Pipelines.AsNoTracking().OrderBy(p => p.Name)
            .Select(p => new
            {
                Pipeline = p,
                Version = db.PipelineVersions.Where(v => v.Id == p.ActiveVersionId).Select(v => (int?)v.Number).FirstOrDefault(),
                LastRuns = db.Runs.Where(r => r.PipelineId == p.Id && r.Money == money)
                    .OrderByDescending(r => r.TriggeredAt).ThenByDescending(r => r.Id).Take(LastRunCount)
                    .Select(r => new LastRun(r.Id, r.State, r.TriggeredAt, r.EndedAt)).ToList(),
                Next = db.Schedules.Where(s => s.PipelineId == p.Id && s.Enabled).Min(s => s.NextAt),
            }).ToListAsync(cancellationToken);
        var counts = (await db.Runs.Where(r => r.Money == money).GroupBy(r => new { r.PipelineId, r.State })
            .Select(g => new { g.Key.PipelineId, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken)).ToLookup(g => g.PipelineId);
        var standing = await standings.NowAsync(db, cancellationToken);
        var underWay = pipelines.SelectMany(p => p.LastRuns).Where(r => r.EndedAt is null).Select(r => r.Id).ToList();
        var each = await standing.EachAsync(db, underWay, cancellationToken);
        var stand = await StandingsAsync(db, standing, money, cancellationToken);
        var spent = await SpendAsync(db, money, DateTime.UnixEpoch, cancellationToken);
        var recent = await SpendAsync(db, money, since, cancellationToken);
        var pauses = (await db.Holds.AsNoTracking()
            .Where(h => (h.Scope == HoldScope.Pipeline || h.Scope == HoldScope.Intake) && h.ReleasedAt == null && (h.Until == null || h.Until > now))
            .OrderByDescending(h => h.Scope).ThenBy(h => h.PlacedAt).ToListAsync(cancellationToken)).ToLookup(h => h.Target, StringComparer.OrdinalIgnoreCase);

        return [.. pipelines.Select(p => new PipelineOverview
        {
            Id = p.Pipeline.Id,
            Name = p.Pipeline.Name,
            Description = p.Pipeline.Description,
            CostCentre = p.Pipeline.CostCentre,
            IsSample = p.Pipeline.IsSample,
            Enabled = p.Pipeline.Enabled,
            Limits = new PipelineLimits(p.Pipeline.MostRunsAtOnce, p.Pipeline.Priority),
            Version = p.Version,
            Pause = pauses[p.Pipeline.Id.ToString()].Select(HoldDetail.Of).FirstOrDefault(),
            UnderWay = counts[p.Pipeline.Id].Where(c => !Run.IsFinal(c.State)).Sum(c => c.Count),
            Standings = stand.GetValueOrDefault(p.Pipeline.Id, []),
            WaitingForReview = counts[p.Pipeline.Id].Where(c => c.State == RunState.WaitingForReview).Sum(c => c.Count),
            Runs = counts[p.Pipeline.Id].Sum(c => c.Count),
            SpentNanoUsd = spent.GetValueOrDefault(p.Pipeline.Id),
            SpentSinceNanoUsd = recent.GetValueOrDefault(p.Pipeline.Id),
            NextScheduledAt = p.Next,
            LastRuns = p.LastRuns.ConvertAll(r => each.TryGetValue(r.Id, out var stands) ? r with { Standing = stands } : r),
        })];
    }

    /// <summary>The names of all pipelines, sorted.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellationToken);
    }

    /// <summary>The key of a pipeline.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public async Task<PipelineId> KeyOfAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.Where(p => p.Name == name).Select(p => (PipelineId?)p.Id).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline '{name}'. See the list under Pipelines, or 'genops pipeline list'.");
    }

    private static async Task<Dictionary<PipelineId, Dictionary<RunStanding, int>>> StandingsAsync(
        GenOpsDbContext db, StandingNow now, MoneyMode money, CancellationToken cancellationToken)
    {
        var found = new Dictionary<PipelineId, Dictionary<RunStanding, int>>();
        foreach (var standing in Enum.GetValues<RunStanding>())
        {
            var counts = await now.Of(db, db.Runs.Where(r => r.Money == money), standing).GroupBy(r => r.PipelineId)
                .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
            foreach (var count in counts)
            {
                if (!found.TryGetValue(count.Key, out var of)) found[count.Key] = of = [];
                of[standing] = count.Count;
            }
        }

        return found;
    }

    private static Task<Dictionary<PipelineId, long>> SpendAsync(
        GenOpsDbContext db, MoneyMode money, DateTime since, CancellationToken cancellationToken) =>
        db.LedgerEntries.Where(e => e.Money == money && e.PipelineId != null && e.ChargedAt >= since)
            .GroupBy(e => e.PipelineId).Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos) })
            .ToDictionaryAsync(g => g.Key!.Value, g => g.Nanos, cancellationToken);
}
