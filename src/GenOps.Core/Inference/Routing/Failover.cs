using System.Globalization;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Routing;

/// <summary>Which route a call takes now.</summary>
/// <param name="Route">The route; null when each is given up or its circuit is open.</param>
/// <param name="Tier">The tier the call counts under.</param>
/// <param name="Until">When a circuit may be tried again, UTC; null when no circuit stands in the way.</param>
/// <param name="Reason">Why there is no route.</param>
public sealed record FailoverChoice(Route? Route, Tier Tier, DateTime? Until, string Reason);

/// <summary>
/// Failover by stated policy: the route that is resolved, then the fallbacks of the step, then those of the provider, each
/// passed over while its circuit is open or once it refused this call. Nothing goes to a provider that nobody named.
/// </summary>
public sealed class Failover(RouteResolver routes, IProviderRegistry registry)
{
    /// <summary>Two tries at one route, or one refusal that asks for more patience than the worker has, give it up for this call.</summary>
    private const int Tries = 2;

    /// <summary>The routes of a call that refused it for good, as <c>provider/model</c>.</summary>
    public static IReadOnlySet<string> GivenUp(IEnumerable<ModelCall> attempts, TimeSpan patience) => attempts
        .Where(a => a.State == CallState.Rejected)
        .GroupBy(a => $"{a.Provider}/{a.Model}")
        .Where(g => g.Count() >= Tries || g.Any(a => a.RetryAt is not { } at || at - (a.EndedAt ?? a.CreatedAt) > patience))
        .Select(g => g.Key)
        .ToHashSet();

    /// <summary>Chooses; a trial of an open circuit that is due is taken in the open transaction.</summary>
    public async Task<FailoverChoice> ChooseAsync(
        GenOpsDbContext db, Route first, RouteRequest request, MoneyMode money, IReadOnlySet<string> givenUp, DateTime now,
        CancellationToken cancellationToken)
    {
        var candidates = Candidates(first, request, money);
        var circuits = await CircuitBreaker.NotClosedAsync(db, cancellationToken);
        DateTime? until = null;
        var passed = new List<string>();
        foreach (var (route, tier) in candidates)
        {
            var name = $"{route.Provider}/{route.Model}";
            if (givenUp.Contains(name))
            {
                passed.Add($"{name} refused it");
                continue;
            }

            if (circuits.Find(c => c.Provider == route.Provider && c.Model == route.Model) is { } circuit
                && !(circuit.ProbeAt <= now && await CircuitBreaker.TakeProbeAsync(db, circuit, now, cancellationToken)))
            {
                passed.Add($"the circuit of {name} is open after failures ({circuit.Problem})");
                if (circuit.ProbeAt is { } at && (until is null || at < until)) until = at;
                continue;
            }

            return new FailoverChoice(Told(route, candidates, passed), tier, null, "");
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"No route is open: {string.Join("; ", passed)}.");
        return new FailoverChoice(null, request.Tier, until, reason);
    }

    private static Route Told(Route route, List<(Route Route, Tier Tier)> candidates, List<string> passed) => candidates.Count == 1
        ? route
        : route with
        {
            Asked = candidates[0].Route.Asked,
            Candidates = [.. candidates[0].Route.Candidates.Concat(candidates.Select(c => $"{c.Route.Provider}/{c.Route.Model}")).Distinct()],
            Reason = passed.Count == 0 ? route.Reason : $"Failover, since {string.Join("; ", passed)}.",
        };

    private List<(Route Route, Tier Tier)> Candidates(Route first, RouteRequest request, MoneyMode money)
    {
        var all = new List<(Route Route, Tier Tier)> { (first, request.Tier) };
        foreach (var fallback in request.Fallbacks)
        {
            try
            {
                all.Add((routes.Resolve(fallback, money), fallback.Tier));
            }
            catch (NoRouteException)
            {
                // A fallback whose provider is gone is none; the others still are.
            }
        }

        if (money == MoneyMode.Live)
        {
            foreach (var named in registry.Configured.FirstOrDefault(p => p.Name == first.Provider)?.Fallbacks ?? [])
            {
                if (OfProvider(named, request.Tier) is { } model)
                    all.Add((first with { Provider = named.Split('/')[0], Model = model, Reason = $"Stated as fallback of {first.Provider}." }, request.Tier));
            }
        }

        return [.. all.DistinctBy(c => (c.Route.Provider, c.Route.Model))];
    }

    /// <summary>A provider alone serves with its model of the tier.</summary>
    private string? OfProvider(string named, Tier tier)
    {
        var parts = named.Split('/', 2);
        var provider = registry.Configured.FirstOrDefault(p => p.Name == parts[0]);
        return provider is null ? null : parts.Length == 2 ? parts[1] : provider.Models.GetValueOrDefault(tier);
    }
}
