using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// Starts many runs, of any pipelines, each by itself: one that is refused keeps no other from starting. They are committed some at a
/// time, so that whoever else writes gets a turn in between.
/// </summary>
public sealed class StartRuns(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start, StartRunOnce once)
{
    /// <summary>The most starts at a time.</summary>
    public const int Most = 1000;

    private const int MostInOneCommit = 100;

    /// <summary>Starts them, those with a key only where the key has not started a run yet.</summary>
    /// <param name="actor">Who; keys of different callers never meet.</param>
    /// <param name="starts">1 to <see cref="Most"/>.</param>
    /// <param name="cancellationToken">Gives up; what was started by then stays.</param>
    /// <returns>What each came to, in their order.</returns>
    /// <exception cref="AccessDeniedException">The actor is no operator.</exception>
    /// <exception cref="InvalidInputException">There are too many, or none.</exception>
    public async Task<IReadOnlyList<StartResult>> ExecuteAsync(Actor actor, IReadOnlyList<RunStart> starts, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (starts.Count is 0 or > Most) throw new InvalidInputException("runs", $"{starts.Count} starts were given.", $"Give 1 to {Most}.");
        var batch = new StartBatch(starts);
        batch.Recognise(await KnownAsync(actor, starts, cancellationToken));
        await PrepareAsync(batch, cancellationToken);
        await Task.WhenAll(batch.Open.Select(index => TryAsync(actor, batch, index)));
        foreach (var chunk in batch.Open.Chunk(MostInOneCommit)) await PlaceAsync(actor, batch, chunk, cancellationToken);
        return batch.Results();
    }

    private async Task<List<RunRequest>> KnownAsync(Actor actor, IReadOnlyList<RunStart> starts, CancellationToken cancellationToken)
    {
        var keys = starts.Select(s => s.Key?.Text).OfType<string>().Distinct().ToList();
        if (keys.Count == 0) return [];
        var caller = StartRunOnce.CallerOf(actor);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.RunRequests.AsNoTracking().Where(r => r.Caller == caller && keys.Contains(r.Key)).ToListAsync(cancellationToken);
    }

    /// <summary>What a pipeline's runs execute is found once for all of them.</summary>
    private async Task PrepareAsync(StartBatch batch, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<string, (StartPlan? Plan, GenOpsException? Refusal)>();
        foreach (var index in batch.Open)
        {
            var request = batch[index].Request;
            if (!plans.TryGetValue(request.Pipeline, out var found)) plans[request.Pipeline] = found = await PlanAsync(request.Pipeline, cancellationToken);
            if (found.Refusal is { } refusal) batch.Refuse(index, refusal);
            else batch.Prepare(index, () => start.Prepare(found.Plan!, request));
        }
    }

    private async Task<(StartPlan? Plan, GenOpsException? Refusal)> PlanAsync(string pipeline, CancellationToken cancellationToken)
    {
        try
        {
            return (await start.PlanAsync(pipeline, cancellationToken), null);
        }
        catch (GenOpsException e)
        {
            return (null, e);
        }
    }

    private async Task TryAsync(Actor actor, StartBatch batch, int index)
    {
        if (await start.TryAsync(actor, batch.Prepared(index), batch[index].Key) is { } run) batch.Settle(index, new StartOutcome(run, null));
    }

    private async Task PlaceAsync(Actor actor, StartBatch batch, int[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            var outcomes = await runner.RunAsync(actor, scope => StageAsync(scope, batch, chunk), cancellationToken);
            for (var i = 0; i < chunk.Length; i++) batch.Settle(chunk[i], outcomes[i]);
        }
        catch (DbUpdateException) when (chunk.Any(i => batch[i].Key is not null))
        {
            // Another request used one of the keys meanwhile; nothing of these is stored, and each finds out by itself.
            foreach (var index in chunk) await PlaceAloneAsync(actor, batch, index, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<StartOutcome>> StageAsync(CommandScope scope, StartBatch batch, int[] chunk)
    {
        var outcomes = await StartStaging.StageAsync(scope, [.. chunk.Select(batch.Prepared)]);
        foreach (var (index, outcome) in chunk.Zip(outcomes))
        {
            if (outcome.Run is { } run && batch[index].Key is { } key) scope.Db.Add(StartRunOnce.Remember(scope.Actor, key, run));
        }

        return outcomes;
    }

    private async Task PlaceAloneAsync(Actor actor, StartBatch batch, int index, CancellationToken cancellationToken)
    {
        var (request, key) = batch[index];
        try
        {
            if (key is null)
            {
                batch.Settle(index, new StartOutcome(await start.PlaceAsync(actor, request, cancellationToken), null));
                return;
            }

            var (run, started) = await once.ExecuteAsync(actor, request, key, cancellationToken);
            batch.Settle(index, run, started is not null);
        }
        catch (GenOpsException e)
        {
            batch.Refuse(index, e);
        }
    }
}
