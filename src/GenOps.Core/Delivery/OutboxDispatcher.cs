using GenOps.Core.Data;
using GenOps.Core.Faults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Delivery;

/// <summary>Hands committed messages to the queue, when they are due, and marks them afterwards: at least once.</summary>
public sealed class OutboxDispatcher(
    IDbContextFactory<GenOpsDbContext> factory,
    IRunQueue queue,
    OutboxSignal signal,
    TimeProvider time,
    ILogger<OutboxDispatcher> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The dispatch of the outbox");
    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Dispatches what is due now.</summary>
    /// <returns>How many messages were handed over.</returns>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var due = await db.Outbox.AsNoTracking()
            .Where(m => m.DispatchedAt == null && m.DueAt <= now)
            .OrderBy(m => m.Priority).ThenBy(m => m.DueAt).Take(Batch)
            .Select(m => new { m.Id, m.RunId, m.Priority })
            .ToListAsync(cancellationToken);
        if (due.Count == 0) return 0;
        foreach (var run in due.DistinctBy(m => m.RunId))
        {
            await CrashPoints.ReachAsync(CrashPoint.RunCommitted, run.RunId);
            queue.Enqueue(run.RunId, run.Priority);
            await CrashPoints.ReachAsync(CrashPoint.Enqueued, run.RunId);
        }

        var ids = due.Select(m => m.Id).ToList();
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        await db.Outbox.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(m => m.SetProperty(x => x.DispatchedAt, now), cancellationToken);
        return due.Count;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var dispatched = 0;
        return PeriodicWork.RunAsync(
            async token => dispatched = await DispatchDueAsync(token),
            token => dispatched < Batch ? signal.WaitAsync(Pause, token) : Task.CompletedTask,
            token => Task.Delay(Pause, time, token),
            failures,
            stoppingToken);
    }
}
