using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using GenOps.Core.Runs.Starting;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts;

/// <summary>
/// Makes the first minutes: on a database without pipelines it installs the samples and runs each once on its example,
/// in the sandbox. Killed in between, it goes on at the next start.
/// </summary>
public sealed class SampleInstaller(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start)
{
    /// <summary>Installs what is missing.</summary>
    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (!await AnyPipelineAsync(cancellationToken)) await PublishAsync(cancellationToken);
        if (await NotRunAsync(cancellationToken) is not { Count: > 0 } names) return;
        foreach (var sample in SamplePipelines.All.Where(s => names.Contains(s.Name))) await RunAsync(sample, cancellationToken);
    }

    private async Task<bool> AnyPipelineAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.AnyAsync(cancellationToken);
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        // Read before others wait for the transaction.
        var samples = SamplePipelines.All.Select(s => PublishPipeline.PrepareShipped(s.Yaml)).ToList();
        await runner.RunAsync(
            Actor.System,
            async scope =>
            {
                foreach (var sample in samples) await PublishPipeline.StageAsync(scope, sample, isSample: true);
            },
            cancellationToken);
    }

    /// <summary>Asked of the database first: reading the samples takes longer than the rest of a later start's installing.</summary>
    private async Task<List<string>> NotRunAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.Where(p => p.IsSample && !db.Runs.Any(r => r.PipelineId == p.Id)).Select(p => p.Name).ToListAsync(cancellationToken);
    }

    private Task<RunId> RunAsync(SamplePipeline sample, CancellationToken cancellationToken) => start.ExecuteAsync(
        Actor.System,
        new StartRunRequest(sample.Name, InputValue.FromJson(sample.ExampleInputs), MoneyMode.Sandbox, "sample"),
        cancellationToken);
}
