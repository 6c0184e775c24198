using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Delivery;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers;

/// <summary>What a pipeline's runs may take, beside what its definition says; changed without a new version.</summary>
/// <param name="RunsAtOnce">Runs under way at once, 1 to 10,000; null for any number.</param>
/// <param name="Priority">Of the runs that start from now on.</param>
public sealed record PipelineLimits(int? RunsAtOnce, RunPriority Priority);

/// <summary>Says how many runs of a pipeline may be under way at once, and how urgent its runs are.</summary>
public sealed class SetPipelineLimits(CommandRunner runner, RunPlaces places, IOptions<LeverOptions> options)
{
    /// <summary>Sets both. Runs under way go on, also where they are more than that now; runs that there are keep their priority.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Operator nor Admin.</exception>
    /// <exception cref="NotFoundException">There is no such pipeline.</exception>
    /// <exception cref="InvalidInputException">The number cannot be.</exception>
    public async Task ExecuteAsync(Actor actor, PipelineId id, PipelineLimits limits, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (limits.RunsAtOnce is < 1 or > 10_000)
            throw new InvalidInputException("runsAtOnce", "This number cannot be.", "Give 1 to 10,000, or nothing for any number. To let none start, pause the pipeline.");
        await runner.RunAsync(actor, scope => StageAsync(scope, id, limits), cancellationToken);
    }

    private async Task StageAsync(CommandScope scope, PipelineId id, PipelineLimits limits)
    {
        var (db, _, now, cancellationToken) = scope;
        await RunPlaces.LockAsync(db, id, cancellationToken);
        var pipeline = await db.Pipelines.SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        (pipeline.MostRunsAtOnce, pipeline.Priority) = (limits.RunsAtOnce, limits.Priority);
        var most = limits.RunsAtOnce is { } runs ? $"{runs.ToString("#,##0", CultureInfo.InvariantCulture)} at once" : "any number at once";
        scope.Record("pipeline.limits", "pipeline", id, $"Set for runs of {pipeline.Name}: {most}, priority {limits.Priority.ToString().ToLowerInvariant()}");
        if (limits.RunsAtOnce is null) await RunPlaces.LetAllAsync(db, id, options.Value.RunsPerSecond, now, cancellationToken);
        scope.Afterward((places, id), () => places.GiveAsync(id, cancellationToken));
    }
}
