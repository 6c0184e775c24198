using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Routing;

/// <summary>The routing policy: the first configured provider that serves the tier, unless an operator rerouted it.</summary>
public sealed class RouteResolver(IProviderRegistry registry, TimeProvider time)
{
    /// <summary>The name of the built-in provider.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>Resolves what a step asks for.</summary>
    /// <exception cref="NoRouteException">No provider serves it; the message names the tier or model and the cure.</exception>
    public async Task<RoutePlan> PlanAsync(
        GenOpsDbContext db, RouteRequest request, MoneyMode money, PipelineId pipeline, string step, DateTime runTriggeredAt, CancellationToken cancellationToken)
    {
        var route = Resolve(request, money);
        if (money == MoneyMode.Sandbox) return new RoutePlan(route, []);
        var now = time.UtcNow();
        var concerning = await RerouteRules.InForce(db, now)
            .Where(r => (r.PipelineId == null || r.PipelineId == pipeline) && (r.StepId == "" || r.StepId == step))
            .Where(r => r.RunsUnderWay || r.PlacedAt <= runTriggeredAt)
            .ToListAsync(cancellationToken);
        return new RoutePlan(RerouteRules.Apply(route, request, concerning, registry.Configured), concerning);
    }

    /// <summary>Resolves by policy alone.</summary>
    /// <exception cref="NoRouteException">No provider serves it.</exception>
    public Route Resolve(RouteRequest request, MoneyMode money)
    {
        var asked = request.Model is null ? $"tier {Word(request.Tier)}" : $"model {request.Model}";
        if (money == MoneyMode.Sandbox)
        {
            var model = $"{Sandbox}-{Word(request.Tier)}";
            return new Route(Sandbox, model, asked, [$"{Sandbox}/{model}"], "A sandbox run calls the sandbox only.");
        }

        var candidates = Serving(request);
        if (candidates.Count == 0) throw NoRoute(request, asked);
        var (provider, chosen) = candidates[0];
        var reason = candidates.Count == 1
            ? $"{provider} is the only provider that serves {asked}."
            : $"{provider} is the first of {candidates.Count} providers that serve {asked}.";
        return new Route(provider, chosen, asked, [.. candidates.Select(c => $"{c.Provider}/{c.Model}")], reason);
    }

    /// <summary>The configured providers that serve what is asked for, each with its model, in their order.</summary>
    internal List<(string Provider, string Model)> Serving(RouteRequest request) =>
        request.Model is null ? ByTier(request.Tier) : ByModel(request.Model);

    private List<(string Provider, string Model)> ByTier(Tier tier) =>
        [.. registry.Configured.Where(p => p.Models.ContainsKey(tier)).Select(p => (p.Name, p.Models[tier]))];

    /// <summary>A model is known when a provider lists it for some tier, or when its provider is named.</summary>
    private List<(string Provider, string Model)> ByModel(string model)
    {
        foreach (var provider in registry.Configured)
        {
            if (model.StartsWith(provider.Name + "/", StringComparison.Ordinal)) return [(provider.Name, model[(provider.Name.Length + 1)..])];
        }

        return [.. registry.Configured.Where(p => p.Models.Values.Contains(model)).Select(p => (p.Name, model))];
    }

    private static NoRouteException NoRoute(RouteRequest request, string asked) => new(
        $"No configured provider serves {asked}. Add one under Settings → Providers, set "
        + $"GenOps__Providers__<name>__Models__{request.Tier}, or start the run in the sandbox.");

    private static string Word(Tier tier) => tier.ToString().ToLowerInvariant();
}
