using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>Reads how providers fare: calls, failures by kind, latency, circuits, limits, and what is in doubt.</summary>
public sealed class ProviderHealthQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>The latest so many calls of a period are looked at.</summary>
    public const int MostCalls = 50_000;

    /// <summary>Reads it.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="from">Calls sent at or after, UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<ProviderHealth> ReadAsync(Actor actor, DateTime from, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Providers);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var calls = await db.ModelCalls.AsNoTracking().Where(c => c.SentAt != null && c.State != CallState.Superseded && c.CreatedAt >= from)
            .OrderByDescending(c => c.CreatedAt).Take(MostCalls + 1)
            .Select(c => new Sent(c.Provider, c.Model, c.State, c.Failure, c.SentAt!.Value, c.EndedAt)).ToListAsync(cancellationToken);
        var circuits = await db.Circuits.AsNoTracking().ToDictionaryAsync(c => (c.Provider, c.Model), cancellationToken);
        var limits = await db.CallLimits.AsNoTracking().ToDictionaryAsync(l => (l.Provider, l.Model), cancellationToken);
        var byModel = calls.Take(MostCalls).ToLookup(c => (c.Provider, c.Model));
        var keys = byModel.Select(g => g.Key).Concat(circuits.Where(c => c.Value.State != CircuitState.Closed).Select(c => c.Key)).Concat(limits.Keys).Distinct();
        var models = keys.Order().Select(key => Health(key, [.. byModel[key]], circuits.GetValueOrDefault(key), limits.GetValueOrDefault(key))).ToList();
        var pauses = await HoldQuery.Active(db, clock.UtcNow()).Where(h => h.Scope == HoldScope.Provider).OrderByDescending(h => h.PlacedAt).ToListAsync(cancellationToken);
        return new ProviderHealth(models, await DoubtsAsync(db, cancellationToken), calls.Count <= MostCalls, [.. pauses.Select(HoldDetail.Of)]);
    }

    /// <summary>The value below which the given share of sorted values lies (nearest rank).</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static ModelHealth Health((string Provider, string Model) key, List<Sent> calls, Circuit? circuit, CallLimit? limit)
    {
        var latencies = calls
            .Where(c => c.EndedAt is not null && c.Failure is null && c.State is CallState.Responded or CallState.Applied or CallState.Unusable)
            .Select(c => (c.EndedAt!.Value - c.SentAt).TotalMilliseconds).Order().ToList();
        var open = circuit is { State: not CircuitState.Closed } ? circuit : null;
        return new ModelHealth
        {
            Provider = key.Provider,
            Model = key.Model,
            Calls = calls.Count,
            Failures = calls.Where(c => c.Failure is not null).GroupBy(c => c.Failure!.Value).ToDictionary(g => g.Key, g => g.Count()),
            Unusable = calls.Count(c => c.State == CallState.Unusable),
            Latency = latencies.Count == 0 ? null : new LatencySpread(Percentile(latencies, 0.5), Percentile(latencies, 0.9), Percentile(latencies, 0.99)),
            Circuit = open?.State ?? CircuitState.Closed,
            ProbeAt = open?.ProbeAt,
            Problem = open?.Problem ?? "",
            AtOnce = limit?.AtOnce,
            RequestsPerMinute = limit?.RequestsPerMinute,
            TokensPerMinute = limit?.TokensPerMinute,
            BlockedUntil = limit?.BlockedUntil,
        };
    }

    private static async Task<IReadOnlyList<DoubtRow>> DoubtsAsync(GenOpsDbContext db, CancellationToken cancellationToken) =>
        await db.ModelCalls.AsNoTracking().Where(c => c.State == CallState.InDoubt).OrderBy(c => c.CreatedAt).Take(200)
            .Join(db.StepRuns, c => c.StepRunId, s => s.Id, (c, s) => new DoubtRow(
                c.Id, c.RunId, s.StepId, c.Provider, c.Model, c.Money, c.ReservedNanos, c.SentAt ?? c.CreatedAt, c.Problem))
            .ToListAsync(cancellationToken);

    private sealed record Sent(string Provider, string Model, CallState State, CallFailure? Failure, DateTime SentAt, DateTime? EndedAt);
}
