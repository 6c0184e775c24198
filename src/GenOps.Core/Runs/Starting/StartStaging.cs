using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Starting;

/// <summary>What a start came to.</summary>
/// <param name="Run">The run; null where none began.</param>
/// <param name="Refusal">Why none began; null where one did.</param>
internal sealed record StartOutcome(StartedRun? Run, GenOpsException? Refusal)
{
    /// <summary>The run.</summary>
    /// <exception cref="GenOpsException">None began.</exception>
    public StartedRun Demand() => Run ?? throw Refusal!;
}

/// <summary>Starts prepared runs in the transaction of a command: reads the facts, decides on each, stores those that may begin.</summary>
internal static class StartStaging
{
    /// <summary>Stages them; of one that is refused nothing is staged.</summary>
    /// <returns>What each came to, in their order.</returns>
    public static async Task<IReadOnlyList<StartOutcome>> StageAsync(CommandScope scope, IReadOnlyList<PreparedRun> starts)
    {
        var facts = new Dictionary<PipelineId, StartFacts>();
        foreach (var id in starts.Select(s => s.Pipeline).Distinct())
        {
            var pipeline = await scope.Db.Pipelines.AsNoTracking().SingleAsync(p => p.Id == id, scope.Cancellation);
            facts[id] = await StartFacts.ReadAsync(scope.Db, pipeline, scope.Now, scope.Cancellation);
        }

        var outcomes = starts.Select(s => facts[s.Pipeline].Refusal() is { } refusal
            ? new StartOutcome(null, refusal)
            : new StartOutcome(StartedRun.Of(s, facts[s.Pipeline], scope.Actor, scope.Now), null)).ToList();
        await StoreAsync(scope, [.. outcomes.Select(o => o.Run).OfType<StartedRun>()]);
        return outcomes;
    }

    private static async Task StoreAsync(CommandScope scope, IReadOnlyList<StartedRun> runs)
    {
        // In one order, as two that store the same contents in different orders wait for each other for ever on PostgreSQL.
        foreach (var inputs in runs.Select(r => r.Prepared.Inputs).DistinctBy(i => i.Hash).OrderBy(i => i.Hash.Hex, StringComparer.Ordinal))
            await BlobStore.PutAsync(scope.Db, inputs, scope.Now, scope.Cancellation);
        foreach (var run in runs)
        {
            scope.Db.Add(run.Run);
            scope.Db.AddRange(run.Steps);
            RunWakes.Add(scope.Db, run.Id, run.Run.Priority, scope.Now);
            scope.Record("run.start", "run", run.Id, run.Told);
        }
    }
}
