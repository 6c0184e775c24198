using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>A step whose calls a reroute leads elsewhere.</summary>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Version">The version it stands in.</param>
/// <param name="Step">The step.</param>
/// <param name="From">Where its calls go without the reroute.</param>
/// <param name="To">Where they go with it.</param>
/// <param name="Pending">Steps and items of runs under way that have not ended; a mapped step whose items are not known yet counts once.</param>
internal sealed record ReachedStep(PipelineId Pipeline, PipelineVersionId Version, StepDefinition Step, Route From, Route To, int Pending);

/// <summary>Finds what a reroute touches.</summary>
internal sealed class RerouteReach(RunScripts scripts, RouteResolver routes, IProviderRegistry providers)
{
    /// <summary>The steps of live runs under way that the reroute leads elsewhere, whether they were started before it or not.</summary>
    public async Task<List<ReachedStep>> PendingAsync(GenOpsDbContext db, Reroute reroute, DateTime now, CancellationToken cancellationToken)
    {
        if (!reroute.RunsUnderWay) return [];
        var open = db.StepRuns.Where(s => s.EndedAt == null && s.State != StepState.Expanded)
            .Join(db.Runs.Where(r => r.EndedAt == null && r.Money == MoneyMode.Live), s => s.RunId, r => r.Id, (s, r) => new { Step = s, Run = r });
        if (reroute.PipelineId is { } pipeline) open = open.Where(o => o.Run.PipelineId == pipeline);
        if (reroute.StepId.Length > 0) open = open.Where(o => o.Step.StepId == reroute.StepId);
        var groups = await open.GroupBy(o => new { o.Run.PipelineId, o.Run.VersionId, o.Step.StepId })
            .Select(g => new { g.Key.PipelineId, g.Key.VersionId, g.Key.StepId, Count = g.Count() }).ToListAsync(cancellationToken);
        var others = await RerouteRules.InForce(db, now).ToListAsync(cancellationToken);
        var reached = new List<ReachedStep>();
        foreach (var group in groups)
        {
            var step = (await scripts.OfAsync(group.VersionId, cancellationToken)).Definition.Step(group.StepId);
            if (Of(step, group.PipelineId, reroute, others, now) is not var (from, to)) continue;
            reached.Add(new ReachedStep(group.PipelineId, group.VersionId, step, from, to, group.Count));
        }

        return reached;
    }

    /// <summary>The steps that it leads elsewhere in runs started from now on, of the active versions.</summary>
    public async Task<List<ReachedStep>> FutureAsync(GenOpsDbContext db, Reroute reroute, DateTime now, CancellationToken cancellationToken)
    {
        var pipelines = await db.Pipelines.Where(p => p.ActiveVersionId != null && p.Enabled && (reroute.PipelineId == null || p.Id == reroute.PipelineId))
            .Select(p => new { p.Id, Version = p.ActiveVersionId!.Value }).ToListAsync(cancellationToken);
        var others = await RerouteRules.InForce(db, now).ToListAsync(cancellationToken);
        var reached = new List<ReachedStep>();
        foreach (var pipeline in pipelines)
        {
            var definition = (await scripts.OfAsync(pipeline.Version, cancellationToken)).Definition;
            foreach (var step in definition.Steps.Where(s => reroute.StepId.Length == 0 || s.Id == reroute.StepId))
            {
                if (Of(step, pipeline.Id, reroute, others, now) is var (from, to)) reached.Add(new ReachedStep(pipeline.Id, pipeline.Version, step, from, to, 0));
            }
        }

        return reached;
    }

    /// <summary>Where the first call that it moves goes without and with it; null when it moves none of the step's.</summary>
    private (Route From, Route To)? Of(StepDefinition step, PipelineId pipeline, Reroute reroute, List<Reroute> others, DateTime now)
    {
        var concerning = others.Where(r => r.Id != reroute.Id && RerouteRules.Concerns(r, pipeline, step.Id, now)).ToList();
        foreach (var choice in step.Models)
        {
            var request = new RouteRequest(choice.Tier, choice.Model);
            if (ByPolicy(request) is not { } policy) continue;
            var from = RerouteRules.Apply(policy, request, concerning, providers.Configured);
            var to = RerouteRules.Apply(policy, request, concerning.Prepend(reroute), providers.Configured);
            if ((from.Provider, from.Model) != (to.Provider, to.Model)) return (from, to);
        }

        return null;
    }

    private Route? ByPolicy(RouteRequest request)
    {
        try
        {
            return routes.Resolve(request, MoneyMode.Live);
        }
        catch (NoRouteException)
        {
            // A tier without a provider has nothing to be moved from.
            return null;
        }
    }
}
