using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Routing;

/// <summary>How reroutes change a route. The same rules decide for a call and for the preview of a reroute.</summary>
public static class RerouteRules
{
    /// <summary>The reroutes in force at a time, newest first.</summary>
    public static IQueryable<Reroute> InForce(GenOpsDbContext db, DateTime now) => db.Reroutes.AsNoTracking()
        .Where(r => r.ReleasedAt == null && (r.Until == null || r.Until > now))
        .OrderByDescending(r => r.PlacedAt);

    /// <summary>True when the reroute is meant for this step of this pipeline and a run started then.</summary>
    public static bool Concerns(Reroute reroute, PipelineId pipeline, string step, DateTime runTriggeredAt) =>
        (reroute.PipelineId is null || reroute.PipelineId == pipeline)
        && (reroute.StepId.Length == 0 || reroute.StepId == step)
        && (reroute.RunsUnderWay || reroute.PlacedAt <= runTriggeredAt);

    /// <summary>
    /// Where a call goes. The newest reroute that applies leads it elsewhere; one that leads away from there leads it further,
    /// each at most once.
    /// </summary>
    /// <param name="route">By policy.</param>
    /// <param name="request">What the step asks for.</param>
    /// <param name="concerning">Those that concern the step, newest first.</param>
    /// <param name="configured">The providers.</param>
    public static Route Apply(Route route, RouteRequest request, IEnumerable<Reroute> concerning, IReadOnlyList<ProviderSettings> configured)
    {
        var left = concerning.Where(r => r.Tier is null || r.Tier == request.Tier).ToList();
        for (var first = true; ; first = false)
        {
            var next = left.FirstOrDefault(r => (r.FromProvider == route.Provider || (first && r.FromProvider.Length == 0)) && ModelOf(r, request.Tier, configured) is not null);
            if (next is null) return route;
            left.Remove(next);
            route = route with
            {
                Provider = next.ToProvider,
                Model = ModelOf(next, request.Tier, configured)!,
                IsRerouted = true,
                Reason = $"Rerouted by {next.By}: {next.Reason}",
            };
        }
    }

    /// <summary>The model it leads to; null where it leads nowhere for this tier.</summary>
    private static string? ModelOf(Reroute reroute, Tier tier, IReadOnlyList<ProviderSettings> configured)
    {
        if (configured.FirstOrDefault(p => p.Name == reroute.ToProvider) is not { } provider) return null;
        if (reroute.ToModel.Length == 0) return provider.Models.GetValueOrDefault(tier);
        // One named model for all tiers is one for text: a picture is only moved where it was meant.
        var meant = reroute.Tier is not null || reroute.StepId.Length > 0;
        return tier == Tier.Image && !meant ? null : reroute.ToModel;
    }
}
