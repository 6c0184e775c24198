using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Wakes many runs a few each second, so that thousands do not set out together.</summary>
public static class RunsInTurn
{
    private const string Waits = "Waits for its turn: many runs go on together.";

    /// <summary>Wakes the first at once. The ready steps of the others wait as long as they do, lest a sweep finds them earlier.</summary>
    /// <param name="db">A context whose transaction is open.</param>
    /// <param name="runs">In the order in which they are woken; each once.</param>
    /// <param name="now">UTC.</param>
    /// <param name="perSecond">How many, 1 or more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WakeAsync(
        GenOpsDbContext db, IReadOnlyList<RunId> runs, DateTime now, int perSecond, CancellationToken cancellationToken)
    {
        var due = now;
        foreach (var chunk in runs.Chunk(Math.Clamp(perSecond, 1, 500)))
        {
            var at = due;
            if (at > now)
            {
                // What waits for a budget, a settlement or a place is woken by these.
                await db.StepRuns.Where(s => chunk.Contains(s.RunId) && s.State == StepState.Ready && (s.ReadyAt == null || s.ReadyAt < at)
                        && s.WaitsFor != WaitKind.Budget && s.WaitsFor != WaitKind.Doubt && s.WaitsFor != WaitKind.StepPlace)
                    .ExecuteUpdateAsync(
                        s => s.SetProperty(x => x.ReadyAt, at).SetProperty(x => x.WaitsFor, WaitKind.Turn).SetProperty(x => x.WaitTarget, "")
                            .SetProperty(x => x.WaitSince, now).SetProperty(x => x.WaitUntil, at).SetProperty(x => x.Problem, Waits),
                        cancellationToken);
            }

            await RunWakes.AddAsync(db, chunk, at, cancellationToken);
            due += TimeSpan.FromSeconds(1);
        }
    }
}
