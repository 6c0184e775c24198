using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Lets a pipeline take runs, or not.</summary>
public sealed class EnablePipeline(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Enables or disables; runs under way go on.</summary>
    public async Task ExecuteAsync(Actor actor, PipelineId id, bool enabled, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        if (pipeline.Enabled == enabled) return;
        pipeline.Enabled = enabled;
        var word = enabled ? "Enabled" : "Disabled";
        db.Record(actor, time.UtcNow(), enabled ? "pipeline.enable" : "pipeline.disable", "pipeline", id, $"{word} pipeline {pipeline.Name}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
