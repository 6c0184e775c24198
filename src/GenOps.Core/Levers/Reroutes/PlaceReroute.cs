using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>
/// Leads calls to another provider or model, from the next call on: what is under way is finished, what is recorded and not sent is
/// superseded, and steps that wait for the provider left behind are taken up at once.
/// </summary>
public sealed class PlaceReroute(
    CommandRunner runner,
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    RunScripts scripts,
    RouteResolver routes,
    IOptions<LeverOptions> options,
    TimeProvider time)
{
    /// <summary>Places the reroute.</summary>
    /// <exception cref="InvalidInputException">It makes no sense, or has no reason; all problems are listed.</exception>
    /// <exception cref="NotFoundException">There is no such pipeline or step.</exception>
    public async Task<RerouteId> ExecuteAsync(Actor actor, RerouteRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var now = time.UtcNow();
        if (string.IsNullOrWhiteSpace(request.Reason)) throw new InvalidInputException("reason", "A reroute needs a reason.", "Say why, for whoever wonders where calls go.");
        request.Check(providers, now);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var reroute = request.ToRow(actor.Name, now);
        var reach = new RerouteReach(scripts, routes, providers);
        var what = await ScopeAsync(db, request, cancellationToken);
        // Looked at once before, so that all definitions in question are read when the write turn is taken.
        await reach.PendingAsync(db, reroute, now, cancellationToken);
        return await runner.RunAsync(actor, scope => StageAsync(scope, request, reroute, reach, what), cancellationToken);
    }

    private async Task<RerouteId> StageAsync(CommandScope scope, RerouteRequest request, Reroute reroute, RerouteReach reach, string what)
    {
        var (db, _, now, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        var pending = await reach.PendingAsync(db, reroute, now, cancellationToken);
        db.Add(reroute);
        await TakeUpAsync(db, pending, now, cancellationToken);
        var end = request.Until is { } until ? $" until {until:yyyy-MM-dd HH:mm:ss} UTC" : "";
        var to = request.ToModel.Length > 0 ? $"{request.ToProvider}/{request.ToModel}" : request.ToProvider;
        scope.Record(
            "reroute.place", "reroute", reroute.Id,
            $"Rerouted {what} to {to}{end}, {(request.RunsUnderWay ? "runs under way too" : "new runs only")}: {reroute.Reason}");
        return reroute.Id;
    }

    private async Task<string> ScopeAsync(GenOpsDbContext db, RerouteRequest request, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        if (request.Pipeline is { } id)
        {
            var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
                ?? throw new NotFoundException($"There is no pipeline {id}.");
            if (request.Step.Length > 0 && pipeline.ActiveVersionId is { } version)
                _ = (await scripts.OfAsync(version, cancellationToken)).Definition.Step(request.Step);
            parts.Add(request.Step.Length > 0 ? $"the step '{request.Step}' of {pipeline.Name}" : pipeline.Name);
        }

        if (request.Tier is { } tier) parts.Add($"the {tier.ToString().ToLowerInvariant()} tier");
        if (request.FromProvider.Length > 0) parts.Add($"calls to {request.FromProvider}");
        return string.Join(", ", parts);
    }

    /// <summary>What waits for the provider that is left (a refusal, a pause) need not wait any longer.</summary>
    private async Task TakeUpAsync(GenOpsDbContext db, List<ReachedStep> pending, DateTime now, CancellationToken cancellationToken)
    {
        var runs = new List<RunId>();
        foreach (var version in pending.GroupBy(p => p.Version))
        {
            var steps = version.Select(p => p.Step.Id).ToList();
            var waiting = db.StepRuns.Where(s => s.State == StepState.Ready && steps.Contains(s.StepId) && (s.HeldFor != "" || s.ReadyAt > now)
                && db.Runs.Any(r => r.Id == s.RunId && r.VersionId == version.Key && r.EndedAt == null && r.Money == MoneyMode.Live));
            runs.AddRange(await waiting.Select(s => s.RunId).Distinct().ToListAsync(cancellationToken));
            await waiting.ExecuteUpdateAsync(
                s => s.SetProperty(x => x.ReadyAt, now).SetProperty(x => x.HeldFor, "").SetNoWait().SetProperty(x => x.Problem, ""), cancellationToken);
        }

        await RunsInTurn.WakeAsync(db, [.. runs.Distinct()], now, options.Value.RunsPerSecond, cancellationToken);
    }
}
