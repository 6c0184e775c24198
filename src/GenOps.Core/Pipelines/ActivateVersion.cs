using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Takes an earlier version back into use.</summary>
public sealed class ActivateVersion(CommandRunner runner)
{
    /// <summary>Activates; runs under way keep their version.</summary>
    public Task ExecuteAsync(Actor actor, PipelineVersionId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, PipelineVersionId id)
    {
        var (db, _, _, cancellationToken) = scope;
        var version = await db.PipelineVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline version {id}.");
        var pipeline = await db.Pipelines.SingleAsync(p => p.Id == version.PipelineId, cancellationToken);
        PublishPipeline.Activate(scope, pipeline, id, version.Number);
    }
}
