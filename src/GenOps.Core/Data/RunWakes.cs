using System.Data.Common;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GenOps.Core.Data;

/// <summary>
/// Commits, with the state that makes it necessary, that a run must be looked at, at the run's own priority. The one maker of outbox
/// rows; it is here since every feature wakes runs, and not all of them may know how runs work. No row of a run is locked by it.
/// </summary>
public static class RunWakes
{
    /// <summary>Adds a wake-up of a run to the unit of work.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="run">The run.</param>
    /// <param name="due">Not before, UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static Task AddAsync(GenOpsDbContext db, RunId run, DateTime due, CancellationToken cancellationToken) => AddAsync(db, [run], due, cancellationToken);

    /// <summary>Adds a wake-up of each of some runs, however often they are named.</summary>
    public static async Task AddAsync(GenOpsDbContext db, IReadOnlyCollection<RunId> runs, DateTime due, CancellationToken cancellationToken)
    {
        var woken = await db.Runs.Where(r => runs.Contains(r.Id)).Select(r => new { r.Id, r.Priority }).ToListAsync(cancellationToken);
        foreach (var run in woken) Add(db, run.Id, run.Priority, due);
    }

    /// <summary>Adds a wake-up of a run that is not stored yet, or whose priority is known.</summary>
    public static void Add(GenOpsDbContext db, RunId run, RunPriority priority, DateTime due)
    {
        db.Add(Of(run, priority, due));
        db.WakesRuns = true;
    }

    /// <summary>A wake-up for who stores it otherwise, and tells of it after the commit.</summary>
    public static OutboxMessage Of(RunId run, RunPriority priority, DateTime due)
    {
        var id = Id.New<OutboxMessageId>();
        return new OutboxMessage { Id = id, DedupeKey = $"wake:{id}", RunId = run, Priority = priority, DueAt = due };
    }

    /// <summary>Tells of wake-ups once they are committed, and of nothing else.</summary>
    internal sealed class Telling(IOutboxSignal signal) : DbTransactionInterceptor, ISaveChangesInterceptor
    {
        /// <inheritdoc />
        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Tell(eventData.Context);

        /// <inheritdoc />
        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Tell(eventData.Context);
            return Task.CompletedTask;
        }

        /// <inheritdoc />
        public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (eventData.Context?.Database.CurrentTransaction is null) Tell(eventData.Context);
            return ValueTask.FromResult(result);
        }

        private void Tell(DbContext? context)
        {
            if (context is not GenOpsDbContext { WakesRuns: true } db) return;
            db.WakesRuns = false;
            signal.Notify();
        }
    }
}
