using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>How one model of one provider fared in a period.</summary>
public sealed record ModelHealth
{
    public required string Provider { get; init; }

    /// <summary>The model; empty for the line of a limit on all models of the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Calls that were sent, each attempt by itself.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that failed, by how.</summary>
    public required IReadOnlyDictionary<CallFailure, int> Failures { get; init; }

    /// <summary>Answers that were paid and could not be used.</summary>
    public required int Unusable { get; init; }

    /// <summary>From sending to the recorded answer, milliseconds; null without an answer in the period.</summary>
    public required LatencySpread? Latency { get; init; }

    public required CircuitState Circuit { get; init; }

    /// <summary>The circuit's next trial, UTC; null while closed.</summary>
    public required DateTime? ProbeAt { get; init; }

    /// <summary>The last failure of a circuit that is not closed; empty otherwise.</summary>
    public required string Problem { get; init; }

    public required int? AtOnce { get; init; }

    public required int? RequestsPerMinute { get; init; }

    public required long? TokensPerMinute { get; init; }

    /// <summary>The provider asked for patience until then, UTC; null when it did not.</summary>
    public required DateTime? BlockedUntil { get; init; }
}

/// <summary>Half of the answers came within the first, 90 % within the second, 99 % within the third; milliseconds.</summary>
public sealed record LatencySpread(double P50, double P90, double P99);

/// <summary>A call in doubt that a person may have to settle.</summary>
/// <param name="CallId">The call.</param>
/// <param name="RunId">Its run.</param>
/// <param name="StepId">Its step in the definition.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Money">Whose money it may have spent.</param>
/// <param name="WorstNanoUsd">What it may have cost; null where the model has no price.</param>
/// <param name="Since">UTC.</param>
/// <param name="Problem">In plain words.</param>
public sealed record DoubtRow(
    ModelCallId CallId, RunId RunId, string StepId, string Provider, string Model, MoneyMode Money, long? WorstNanoUsd, DateTime Since, string Problem);

/// <summary>The providers' health in a period.</summary>
/// <param name="Models">By provider and model.</param>
/// <param name="Doubts">All calls in doubt now, oldest first; at most 200.</param>
/// <param name="Complete">False where the period has more calls than are looked at: then the latest count.</param>
public sealed record ProviderHealth(IReadOnlyList<ModelHealth> Models, IReadOnlyList<DoubtRow> Doubts, bool Complete);

/// <summary>Reads how providers fare: calls, failures by kind, latency, circuits, limits, and what is in doubt.</summary>
public sealed class ProviderHealthQuery(IDbContextFactory<GenOpsDbContext> contexts)
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
        return new ProviderHealth(models, await DoubtsAsync(db, cancellationToken), calls.Count <= MostCalls);
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
