using System.Diagnostics;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.EndToEnd.Tests;

/// <summary>The ids of rows that the samples' first runs left, by the names that pages.txt uses.</summary>
public static class SampleRows
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Waits until the samples' runs have ended or wait for a person, and reads them.</summary>
    /// <exception cref="TimeoutException">A run does not come to rest.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(DatabaseChoice choice)
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddGenOpsDatabase(choice).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();
        await using var db = await contexts.CreateDbContextAsync();
        await UntilAtRestAsync(db);

        var waiting = await db.ReviewTasks.Where(t => t.State == ReviewState.Open).OrderBy(t => t.Id).FirstOrDefaultAsync();
        var run = waiting is null
            ? await db.Runs.OrderBy(r => r.Id).FirstOrDefaultAsync()
            : await db.Runs.SingleAsync(r => r.Id == waiting.RunId);
        var call = await db.ModelCalls.Where(c => run == null || c.RunId == run.Id).OrderBy(c => c.Id).FirstOrDefaultAsync();
        var output = await db.Outputs.Where(o => run == null || o.RunId == run.Id).OrderBy(o => o.Id).FirstOrDefaultAsync();
        var pipeline = run is null ? null : await db.Pipelines.SingleAsync(p => p.Id == run.PipelineId);
        // A row that is not there gives an id that nothing has: the page must say so well.
        return new Dictionary<string, string>(await SampleOperations.AddAsync(contexts, services.GetRequiredService<CommandRunner>()))
        {
            ["run"] = $"{run?.Id.Value ?? Guid.Empty}",
            ["step"] = $"{call?.StepRunId.Value ?? Guid.Empty}",
            ["call"] = $"{call?.Id.Value ?? Guid.Empty}",
            ["review"] = $"{waiting?.Id.Value ?? Guid.Empty}",
            ["output"] = $"{output?.Id.Value ?? Guid.Empty}",
            ["pipeline"] = $"{pipeline?.Id.Value ?? Guid.Empty}",
            ["pipelineName"] = pipeline?.Name ?? "none",
            ["version"] = $"{run?.VersionId.Value ?? Guid.Empty}",
        };
    }

    private static async Task UntilAtRestAsync(GenOpsDbContext db)
    {
        var waited = Stopwatch.StartNew();
        while (await db.Runs.AnyAsync(r => r.State == RunState.Pending || r.State == RunState.Running))
        {
            if (waited.Elapsed > Limit) throw new TimeoutException("The samples' runs do not come to rest.");
            await Task.Delay(200);
        }
    }
}
