using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Commits, with the state that makes it necessary, that a run must be looked at.</summary>
public static class RunWakes
{
    private const string InTurn = "Waits for its turn: many runs go on together.";

    /// <summary>Adds a wake-up to the unit of work, numbered so that each is queued once.</summary>
    /// <param name="db">A context whose transaction is open.</param>
    /// <param name="run">The run.</param>
    /// <param name="due">Not before, UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task AddAsync(GenOpsDbContext db, RunId run, DateTime due, CancellationToken cancellationToken)
    {
        await db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(r => r.SetProperty(x => x.Wakes, x => x.Wakes + 1), cancellationToken);
        var row = await db.Runs.Where(r => r.Id == run).Select(r => new { r.Wakes, r.Priority }).SingleAsync(cancellationToken);
        Add(db, run, row.Wakes, row.Priority, due);
    }

    /// <summary>
    /// Wakes many runs a few each second, the first at once, so that thousands do not set out together. Their ready steps wait
    /// as long, lest a sweep finds them earlier. One run is woken at once.
    /// </summary>
    /// <param name="db">A context whose transaction is open.</param>
    /// <param name="runs">In the order in which they are woken; each once.</param>
    /// <param name="now">UTC.</param>
    /// <param name="perSecond">How many, 1 or more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task SpreadAsync(
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
                            .SetProperty(x => x.WaitSince, now).SetProperty(x => x.WaitUntil, at).SetProperty(x => x.Problem, InTurn),
                        cancellationToken);
            }

            await db.Runs.Where(r => chunk.Contains(r.Id)).ExecuteUpdateAsync(r => r.SetProperty(x => x.Wakes, x => x.Wakes + 1), cancellationToken);
            var numbers = await db.Runs.Where(r => chunk.Contains(r.Id)).Select(r => new { r.Id, r.Wakes, r.Priority }).ToListAsync(cancellationToken);
            foreach (var run in numbers) Add(db, run.Id, run.Wakes, run.Priority, at);
            due += TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Adds the wake-up with a number the caller has made sure of.</summary>
    public static void Add(GenOpsDbContext db, RunId run, int number, RunPriority priority, DateTime due) => db.Add(new OutboxMessage
    {
        Id = Id.New<OutboxMessageId>(),
        DedupeKey = $"run:{run}:{number}",
        RunId = run,
        Priority = priority,
        DueAt = due,
    });
}
