using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Takes an earlier version back into use.</summary>
public sealed class ActivateVersion(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Activates; runs under way keep their version.</summary>
    public async Task ExecuteAsync(Actor actor, PipelineVersionId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var version = await db.PipelineVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline version {id}.");
        var pipeline = await db.Pipelines.SingleAsync(p => p.Id == version.PipelineId, cancellationToken);
        PublishPipeline.Activate(db, actor, pipeline, id, version.Number, time.UtcNow());
        await db.SaveChangesAsync(cancellationToken);
    }
}
