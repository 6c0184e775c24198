using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Engine.Hot;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// Looks at a run and works on it while anything is ready, several steps at a time. Any number of workers may look at one run:
/// each claims distinct steps, and one that finds nothing to claim ends.
/// </summary>
public sealed class RunWorker(
    IDbContextFactory<GenOpsDbContext> factory,
    IEngineStore store,
    RunScripts scripts,
    StepClaims claims,
    StepExecutor executor,
    HotPath hot,
    RunTimeouts timeouts,
    RunChanges changes,
    TimeProvider time,
    ILogger<RunWorker> log) : IRunWorker
{
    private readonly RepeatedFailures failures = new(log, time, "The work on a step");

    /// <summary>How many steps of one run are worked on at a time by one worker.</summary>
    public const int StepsAtOnce = 8;

    /// <inheritdoc />
    public async Task WorkAsync(RunId run, CancellationToken cancellationToken)
    {
        if (await OpenAsync(run, cancellationToken) is not { } row) return;
        var script = await scripts.OfAsync(row.VersionId, cancellationToken);
        var working = new List<Task>();
        var known = new HotRun(row, script);
        while (!Run.IsFinal(row.State) || working.Count > 0)
        {
            if (await timeouts.EndIfOverAsync(row, CancellationToken.None)) row.Deadline = null;
            // A shutdown takes up nothing new; what is under way is finished and kept.
            if (!cancellationToken.IsCancellationRequested && !Run.IsFinal(row.State))
            {
                var (begun, rest) = await hot.BeginAsync(known, StepsAtOnce - working.Count, working.Count > 0, cancellationToken);
                working.AddRange(begun.Select(PutDownAsync));
                foreach (var lease in rest ? await claims.TakeAsync(row, script.Definition, StepsAtOnce - working.Count, CancellationToken.None) : [])
                {
                    changes.Publish(run);
                    working.Add(PutDownAsync(Task.Run(() => executor.ExecuteAsync(lease, script, cancellationToken), CancellationToken.None)));
                }
            }

            if (working.Count == 0) return;
            var ended = await Task.WhenAny(working);
            working.Remove(ended);
            await ended;
            changes.Publish(run);
        }
    }

    private async Task PutDownAsync(Task work)
    {
        try
        {
            await work;
            failures.Passed();
        }
        catch (Exception e)
        {
            // Not even that it broke off could be put down: the lease runs out and the sweep brings the step back, a bounded number of times.
            failures.Add(e);
        }
    }

    /// <summary>The run, if there is anything to do for it; reviews that were decided set their step going again.</summary>
    private async Task<Run?> OpenAsync(RunId run, CancellationToken cancellationToken)
    {
        Asked<Run?> asked = null!;
        Asked<IReadOnlyList<int>> reviews = null!;
        await store.ReadAsync(reading =>
        {
            asked = reading.Row<Run>("\"Id\" = $1", run);
            reviews = reading.Values<int>("""SELECT 1 FROM "StepRuns" WHERE "RunId" = $1 AND "State" = $2 LIMIT 1""", run, StepState.WaitingForReview);
        });
        if (asked.Value is not { } row || Run.IsFinal(row.State)) return null;
        if (reviews.Value.Count == 0) return row;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        var now = time.UtcNow();
        var holding = ReviewStanding.Holding(db, now);
        await db.StepRuns
            .Where(s => s.RunId == run && s.State == StepState.WaitingForReview)
            .Where(s => !holding.Any(t => t.StepRunId == s.Id))
            .MoveAsync(StepState.Ready, s => s.SetProperty(x => x.ReadyAt, now).SetNoWait().SetProperty(x => x.Problem, ""), cancellationToken);
        return row;
    }
}
