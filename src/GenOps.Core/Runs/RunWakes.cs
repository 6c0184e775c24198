using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Commits, with the state that makes it necessary, that a run must be looked at.</summary>
public static class RunWakes
{
    /// <summary>Adds a wake-up to the unit of work, numbered so that each is queued once.</summary>
    /// <param name="db">A context whose transaction is open.</param>
    /// <param name="run">The run.</param>
    /// <param name="due">Not before, UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task AddAsync(GenOpsDbContext db, RunId run, DateTime due, CancellationToken cancellationToken)
    {
        await db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(r => r.SetProperty(x => x.Wakes, x => x.Wakes + 1), cancellationToken);
        var number = await db.Runs.Where(r => r.Id == run).Select(r => r.Wakes).SingleAsync(cancellationToken);
        Add(db, run, number, due);
    }

    /// <summary>Adds the wake-up with a number the caller has made sure of.</summary>
    public static void Add(GenOpsDbContext db, RunId run, int number, DateTime due) => db.Add(new OutboxMessage
    {
        Id = Id.New<OutboxMessageId>(),
        DedupeKey = $"run:{run}:{number}",
        RunId = run,
        DueAt = due,
    });
}
