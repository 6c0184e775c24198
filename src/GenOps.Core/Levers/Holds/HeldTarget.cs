using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Holds;

/// <summary>What a pause is placed on or taken from, looked up in the database.</summary>
/// <param name="Scopes">The scopes that a pause of it may have.</param>
/// <param name="Targets">As <see cref="Hold.Target"/>: one, or one for each item of a mapped step that has begun.</param>
/// <param name="Name">For messages.</param>
/// <param name="ObjectType">For the audit trail.</param>
/// <param name="ObjectId">For the audit trail.</param>
internal sealed record HeldTarget(
    IReadOnlyList<HoldScope> Scopes, IReadOnlyList<string> Targets, string Name, string ObjectType, string ObjectId)
{
    public RunId? RunId { get; init; }

    /// <summary>The holds on it that are not released, whether their time has come or not.</summary>
    public IQueryable<Hold> Unreleased(GenOpsDbContext db) =>
        db.Holds.Where(h => Scopes.Contains(h.Scope) && Targets.Contains(h.Target) && h.ReleasedAt == null);

    /// <summary>Looks it up; a run is locked, so that nothing of it begins or ends meanwhile.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    public static async Task<HeldTarget> FindAsync(CommandScope scope, HoldTarget target, IProviderRegistry providers) => target switch
    {
        HoldTarget.OfPipeline of => await PipelineAsync(scope.Db, of.Id, scope.Cancellation),
        HoldTarget.OfRun of => await RunAsync(scope.Db, of.Id, scope.Cancellation),
        HoldTarget.OfStep of => await StepAsync(scope.Db, of, scope.Cancellation),
        HoldTarget.OfProvider of => Provider(of.Name, scope.Before.Of("providers", _ => Task.FromResult(providers.Configured))),
        _ => throw new ArgumentException($"Unknown target {target}.", nameof(target)),
    };

    private static async Task<HeldTarget> PipelineAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken)
    {
        var name = await db.Pipelines.Where(p => p.Id == id).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        return new HeldTarget([HoldScope.Pipeline, HoldScope.Intake], [id.ToString()], $"pipeline '{name}'", "pipeline", id.ToString());
    }

    private static async Task<HeldTarget> RunAsync(GenOpsDbContext db, RunId id, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, id, cancellationToken);
        if (!await db.Runs.AnyAsync(r => r.Id == id, cancellationToken)) throw new NotFoundException($"There is no run {id}.");
        return new HeldTarget([HoldScope.Run], [id.ToString()], "run", "run", id.ToString()) { RunId = id };
    }

    private static async Task<HeldTarget> StepAsync(GenOpsDbContext db, HoldTarget.OfStep of, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, of.Run, cancellationToken);
        var rows = await db.StepRuns.AsNoTracking().Where(s => s.RunId == of.Run && s.StepId == of.StepId).ToListAsync(cancellationToken);
        var step = rows.SingleOrDefault(s => s.Item == StepRun.NoItem)
            ?? throw new NotFoundException($"The run {of.Run} has no step '{of.StepId}'.");
        // Once a mapped step has its items they are what is worked on; its own row stands by until they are done.
        var held = step.State == StepState.Expanded ? rows.Where(s => s.Item != StepRun.NoItem && !StepRun.IsFinal(s.State)) : [step];
        return new HeldTarget([HoldScope.Step], [.. held.Select(s => s.Id.ToString())], $"step '{of.StepId}'", "run", of.Run.ToString()) { RunId = of.Run };
    }

    private static HeldTarget Provider(string name, IReadOnlyList<ProviderSettings> providers)
    {
        if (name != RouteResolver.Sandbox && providers.All(p => p.Name != name))
            throw new NotFoundException($"There is no provider '{name}'. See the list under Settings → Providers.");
        return new HeldTarget([HoldScope.Provider], [name], $"provider '{name}'", "provider", name);
    }
}
