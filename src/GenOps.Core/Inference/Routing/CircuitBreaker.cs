using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Routing;

/// <summary>
/// Stops calls to a model of a provider that keeps failing, and lets one call at a time try whether it works again.
/// A rate limit is no failure, and neither is a request the provider refuses for what it says.
/// </summary>
public static class CircuitBreaker
{
    /// <summary>5. So many failures in a row open it.</summary>
    public const int FailuresInARow = 5;

    /// <summary>20. Of so many last calls, half failing opens it too.</summary>
    public const int Window = 20;

    /// <summary>30 s. How long it stays open the first time; twice as long each further time, up to <see cref="LongestOpen"/>.</summary>
    public static readonly TimeSpan FirstOpen = TimeSpan.FromSeconds(30);

    /// <summary>5 min.</summary>
    public static readonly TimeSpan LongestOpen = TimeSpan.FromMinutes(5);

    /// <summary>3 min. A trial that takes longer, as one whose node died, makes room for another.</summary>
    private static readonly TimeSpan LongestProbe = TimeSpan.FromMinutes(3);

    /// <summary>The circuits that are not closed; usually none.</summary>
    public static Task<List<Circuit>> NotClosedAsync(GenOpsDbContext db, CancellationToken cancellationToken) =>
        db.Circuits.AsNoTracking().Where(c => c.State != CircuitState.Closed).ToListAsync(cancellationToken);

    /// <summary>Takes the one trial that is due, in the open transaction.</summary>
    /// <returns>False when another call took it.</returns>
    public static async Task<bool> TakeProbeAsync(GenOpsDbContext db, Circuit circuit, DateTime now, CancellationToken cancellationToken)
    {
        var until = now + LongestProbe;
        return await Row(db, circuit.Provider, circuit.Model)
            .Where(c => c.State != CircuitState.Closed && c.ProbeAt <= now)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CircuitState.Probing).SetProperty(x => x.ProbeAt, until), cancellationToken) > 0;
    }

    /// <summary>A call was answered: whatever was wrong is over.</summary>
    public static Task SucceedAsync(GenOpsDbContext db, string provider, string model, CancellationToken cancellationToken) =>
        Row(db, provider, model).Where(c => c.Failures > 0 || c.State != CircuitState.Closed).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.State, CircuitState.Closed).SetProperty(x => x.Failures, 0).SetProperty(x => x.Trips, 0)
                .SetProperty(x => x.OpenedAt, (DateTime?)null).SetProperty(x => x.ProbeAt, (DateTime?)null).SetProperty(x => x.Problem, ""),
            cancellationToken);

    /// <summary>A call failed through the provider's fault; opens the circuit when that is the rule now.</summary>
    public static async Task FailAsync(
        GenOpsDbContext db, string provider, string model, string problem, DateTime now, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlInterpolatedAsync(
            $"""
            INSERT INTO "Circuits" ("Provider", "Model", "State", "Failures", "Trips", "Problem")
            VALUES ({provider}, {model}, {nameof(CircuitState.Closed)}, 0, 0, '') ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await Row(db, provider, model).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Failures, x => x.Failures + 1).SetProperty(x => x.Problem, problem), cancellationToken);
        var circuit = await Row(db, provider, model).AsNoTracking().SingleAsync(cancellationToken);
        if (circuit.State == CircuitState.Open) return;
        var opens = circuit.State == CircuitState.Probing || circuit.Failures >= FailuresInARow
            || await HalfFailAsync(db, provider, model, cancellationToken);
        if (!opens) return;
        var probeAt = now + Stays(circuit.Trips);
        await Row(db, provider, model).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.State, CircuitState.Open).SetProperty(x => x.Trips, x => x.Trips + 1)
                .SetProperty(x => x.OpenedAt, x => x.OpenedAt ?? now).SetProperty(x => x.ProbeAt, probeAt),
            cancellationToken);
    }

    /// <summary>How long it stays open after it opened so many times before.</summary>
    public static TimeSpan Stays(int trips) =>
        trips >= 4 ? LongestOpen : TimeSpan.FromTicks(Math.Min(LongestOpen.Ticks, FirstOpen.Ticks << trips));

    private static IQueryable<Circuit> Row(GenOpsDbContext db, string provider, string model) =>
        db.Circuits.Where(c => c.Provider == provider && c.Model == model);

    private static async Task<bool> HalfFailAsync(GenOpsDbContext db, string provider, string model, CancellationToken cancellationToken)
    {
        var last = await db.ModelCalls.AsNoTracking()
            .Where(c => c.Provider == provider && c.Model == model && c.EndedAt != null)
            .OrderByDescending(c => c.CreatedAt).Take(Window)
            .Select(c => c.Failure).ToListAsync(cancellationToken);
        return last.Count == Window && last.Count(CallFailures.IsOfProvider) >= Window / 2;
    }
}
