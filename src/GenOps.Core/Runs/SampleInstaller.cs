using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>
/// Makes the first minutes: on a database without pipelines it installs the samples and runs each once on its example,
/// in the sandbox. Killed in between, it goes on at the next start.
/// </summary>
public sealed class SampleInstaller(IDbContextFactory<GenOpsDbContext> factory, PublishPipeline publish, StartRun start)
{
    /// <summary>Installs what is missing.</summary>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (!await AnyPipelineAsync(cancellationToken)) await PublishAsync(cancellationToken);
        foreach (var sample in SamplePipelines.All)
        {
            if (await NeedsRunAsync(sample.Name, cancellationToken)) await RunAsync(sample, cancellationToken);
        }
    }

    private async Task<bool> AnyPipelineAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.AnyAsync(cancellationToken);
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var sample in SamplePipelines.All) await publish.StageAsync(db, Actor.System, sample.Yaml, isSample: true, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> NeedsRunAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.AnyAsync(p => p.Name == name && p.IsSample && !db.Runs.Any(r => r.PipelineId == p.Id), cancellationToken);
    }

    private Task<RunId> RunAsync(SamplePipeline sample, CancellationToken cancellationToken) => start.ExecuteAsync(
        Actor.System,
        new StartRunRequest(sample.Name, InputValue.FromJson(sample.ExampleInputs), MoneyMode.Sandbox, "sample"),
        cancellationToken);
}
