using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Routing;

/// <summary>Which route a call takes now.</summary>
/// <param name="Route">The route; null when each is given up or its circuit is open.</param>
/// <param name="Tier">The tier the call counts under.</param>
/// <param name="Until">When a circuit may be tried again, UTC; null when no circuit stands in the way.</param>
/// <param name="Reason">Why there is no route.</param>
public sealed record FailoverChoice(Route? Route, Tier Tier, DateTime? Until, string Reason);

/// <summary>The routes that refused a call for good.</summary>
/// <param name="Routes">As <c>provider/model</c>.</param>
/// <param name="OfTheRequest">True where one refused it for what it asks: it is then brought to nobody who was not named for it.</param>
public sealed record RouteRefusals(IReadOnlySet<string> Routes, bool OfTheRequest)
{
    /// <summary>Nobody has refused.</summary>
    public static readonly RouteRefusals None = new(new HashSet<string>(), false);

    /// <summary>Providers that were paused by hand: what they would answer for another waits for that other.</summary>
    public IReadOnlyList<string> Paused { get; init; } = [];
}

/// <summary>
/// Failover in a stated order: the route that is resolved, then the fallbacks of the step, then those of the provider, then the other
/// providers of the tier in their order, unless the pipeline forbids it. Each is passed over while its circuit is open or once it
/// refused this call; nothing goes to a provider marked never to be a fallback, and nothing live to the sandbox.
/// </summary>
public sealed class Failover(RouteResolver routes, IProviderRegistry registry)
{
    /// <summary>Two tries at one route, or one refusal that asks for more patience than the worker has, give it up for this call.</summary>
    private const int Tries = 2;

    /// <summary>The routes of a call that refused it for good.</summary>
    public static RouteRefusals GivenUp(IReadOnlyCollection<ModelCall> attempts, TimeSpan patience)
    {
        var refused = attempts.Where(a => a.State == CallState.Rejected).ToList();
        var routes = refused
            .GroupBy(a => $"{a.Provider}/{a.Model}")
            .Where(g => g.Count() >= Tries || g.Any(a => a.RetryAt is not { } at || at - (a.EndedAt ?? a.CreatedAt) > patience))
            .Select(g => g.Key)
            .ToHashSet();
        return new RouteRefusals(routes, refused.Exists(a => a.Failure == CallFailure.Refused));
    }

    /// <summary>The route that is taken while nothing stands in its way, with what is recorded of it.</summary>
    internal (Route Route, Tier Tier) First(RoutePlan plan, RouteRequest request, MoneyMode money)
    {
        var candidates = Candidates(plan, request, money, RouteRefusals.None);
        var (route, tier) = candidates[0];
        return (Told(route, candidates, []), tier);
    }

    /// <summary>Chooses; a trial of an open circuit that is due is taken in the open transaction.</summary>
    public async Task<FailoverChoice> ChooseAsync(
        GenOpsDbContext db, RoutePlan plan, RouteRequest request, MoneyMode money, RouteRefusals refusals, DateTime now,
        CancellationToken cancellationToken)
    {
        var candidates = Candidates(plan, request, money, refusals);
        var circuits = await CircuitBreaker.NotClosedAsync(db, cancellationToken);
        DateTime? until = null;
        var passed = new List<string>();
        foreach (var (route, tier) in candidates)
        {
            var name = $"{route.Provider}/{route.Model}";
            if (refusals.Routes.Contains(name))
            {
                passed.Add($"{name} refused it");
                continue;
            }

            if (refusals.Paused.Contains(route.Provider))
            {
                passed.Add($"{route.Provider} is paused");
                continue;
            }

            if (circuits.Find(c => c.Provider == route.Provider && c.Model == route.Model) is { } circuit
                && !(circuit.ProbeAt <= now && await CircuitBreaker.TakeProbeAsync(db, circuit, now, cancellationToken)))
            {
                passed.Add($"{name} takes no calls after failures ({circuit.Problem.TrimEnd('.')})");
                if (circuit.ProbeAt is { } at && (until is null || at < until)) until = at;
                continue;
            }

            return new FailoverChoice(Told(route, candidates, passed), tier, null, "");
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"Nobody can take the call: {string.Join("; ", passed)}.");
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

    private List<(Route Route, Tier Tier)> Candidates(RoutePlan plan, RouteRequest request, MoneyMode money, RouteRefusals refusals)
    {
        var first = plan.First;
        var all = Stated(first, request, money);
        if (money == MoneyMode.Live && request.FailsOver && !refusals.OfTheRequest) all.AddRange(OfTier(plan, request));
        var never = registry.Configured.Where(p => p.NeverFallback && p.Name != first.Provider).Select(p => p.Name).ToHashSet();
        return [.. all.Where(c => !never.Contains(c.Route.Provider)).DistinctBy(c => (c.Route.Provider, c.Route.Model))];
    }

    /// <summary>The first, and whoever the step or the provider names.</summary>
    private List<(Route Route, Tier Tier)> Stated(Route first, RouteRequest request, MoneyMode money)
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

        if (money == MoneyMode.Live && request.FailsOver)
        {
            foreach (var named in registry.Configured.FirstOrDefault(p => p.Name == first.Provider)?.Fallbacks ?? [])
            {
                if (OfProvider(named, request.Tier) is { } model)
                    all.Add((first with { Provider = named.Split('/')[0], Model = model, Reason = $"Stated as fallback of {first.Provider}." }, request.Tier));
            }
        }

        return all;
    }

    /// <summary>The others that serve the same. Whom an operator led the call away from does not get it back this way.</summary>
    private IEnumerable<(Route Route, Tier Tier)> OfTier(RoutePlan plan, RouteRequest request)
    {
        var configured = registry.Configured;
        if (configured.FirstOrDefault(p => p.Name == plan.First.Provider) is not { } first) yield break;
        foreach (var (provider, model) in routes.Serving(request))
        {
            var route = RerouteRules.Apply(
                plan.First with { Provider = provider, Model = model, Reason = $"{provider} is the next that serves {plan.First.Asked}." },
                request, plan.Reroutes, configured);
            if (configured.FirstOrDefault(p => p.Name == route.Provider) is { } other && TierFailover.RoleOf(other, first) == FallbackRole.Fallback)
                yield return (route, request.Tier);
        }
    }

    /// <summary>A provider alone serves with its model of the tier.</summary>
    private string? OfProvider(string named, Tier tier)
    {
        var parts = named.Split('/', 2);
        var provider = registry.Configured.FirstOrDefault(p => p.Name == parts[0]);
        return provider is null ? null : parts.Length == 2 ? parts[1] : provider.Models.GetValueOrDefault(tier);
    }
}
