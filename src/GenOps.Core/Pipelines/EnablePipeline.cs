using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Lets a pipeline take runs, or not.</summary>
public sealed class EnablePipeline(CommandRunner runner)
{
    /// <summary>Enables or disables; runs under way go on.</summary>
    public Task ExecuteAsync(Actor actor, PipelineId id, bool enabled, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, enabled), cancellationToken);

    private static async Task StageAsync(CommandScope scope, PipelineId id, bool enabled)
    {
        var (db, _, _, cancellationToken) = scope;
        var pipeline = await db.Pipelines.SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {id}.");
        if (pipeline.Enabled == enabled) return;
        pipeline.Enabled = enabled;
        var word = enabled ? "Enabled" : "Disabled";
        scope.Record(enabled ? "pipeline.enable" : "pipeline.disable", "pipeline", id, $"{word} pipeline {pipeline.Name}");
    }
}
