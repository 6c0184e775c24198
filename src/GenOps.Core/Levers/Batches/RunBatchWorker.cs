using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Faults;
using GenOps.Core.Levers.Holds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Levers.Batches;

/// <summary>Carries batches out, oldest first, so many runs a second, in each process that serves; a run is done once, whoever is first.</summary>
public sealed class RunBatchWorker(
    CommandRunner runner,
    IDbContextFactory<GenOpsDbContext> factory,
    PlaceHold place,
    ReleaseHold release,
    CancelRun cancel,
    RetryRun retry,
    IOptions<LeverOptions> options,
    TimeProvider time,
    ILogger<RunBatchWorker> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The work on a batch");

    /// <summary>Does what one second allows.</summary>
    /// <returns>How many runs were looked at.</returns>
    public async Task<int> WorkAsync(CancellationToken cancellationToken)
    {
        var batch = await NextAsync(cancellationToken);
        if (batch is null) return 0;
        var items = await WaitingAsync(batch, Math.Max(1, options.Value.RunsPerSecond), cancellationToken);
        foreach (var item in items) await DoAsync(batch, item, cancellationToken);
        if (items.Count == 0) await EndAsync(batch, cancellationToken);
        return items.Count;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var busy = false;
        return PeriodicWork.RunAsync(
            async token => busy = await WorkAsync(token) > 0,
            token => Task.Delay(busy ? TimeSpan.FromSeconds(1) : options.Value.Look, time, token),
            token => Task.Delay(options.Value.Look, time, token),
            failures,
            stoppingToken);
    }

    private async Task<RunBatch?> NextAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.RunBatches.AsNoTracking().Where(b => b.EndedAt == null).OrderBy(b => b.PlacedAt).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<List<RunBatchItem>> WaitingAsync(RunBatch batch, int most, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.RunBatchItems.AsNoTracking().Where(i => i.BatchId == batch.Id && i.State == RunBatchItemState.Waiting)
            .OrderBy(i => i.Id).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>That it is done is committed with what is done; two processes meet at the run's lock, and the later one finds it done.</summary>
    private async Task DoAsync(RunBatch batch, RunBatchItem item, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(new Actor(batch.ActorId, batch.By, new HashSet<string> { Roles.Operator }), scope => StageAsync(scope, batch, item), cancellationToken);
            await CrashPoints.ReachAsync(CrashPoint.BatchActed);
        }
        catch (DoneElsewhereException e)
        {
            log.LogDebug(e, "The run {Run} of the batch {Batch} was done by another process", item.RunId, batch.Id);
        }
        catch (GenOpsException e)
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            await MarkAsync(db, item, RunBatchItemState.Refused, e.Message, cancellationToken);
        }
    }

    /// <exception cref="DoneElsewhereException">Another process did it, so nothing of this is kept.</exception>
    private async Task StageAsync(CommandScope scope, RunBatch batch, RunBatchItem item)
    {
        await (batch.Action switch
        {
            RunBatchAction.Pause => place.StageAsync(scope, new HoldTarget.OfRun(item.RunId), batch.Reason, until: null),
            RunBatchAction.Resume => release.StageAsync(scope, new HoldTarget.OfRun(item.RunId), batch.Reason),
            RunBatchAction.Cancel => cancel.StageAsync(scope, item.RunId, batch.Reason, CancelMode.Drain),
            _ => retry.StageAsync(scope, item.RunId, batch.Reason),
        });
        if (await MarkAsync(scope.Db, item, RunBatchItemState.Done, "", scope.Cancellation) == 0) throw new DoneElsewhereException();
    }

    private static Task<int> MarkAsync(GenOpsDbContext db, RunBatchItem item, RunBatchItemState state, string problem, CancellationToken cancellationToken) =>
        db.RunBatchItems.Where(i => i.Id == item.Id && i.State == RunBatchItemState.Waiting)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, state).SetProperty(x => x.Problem, problem), cancellationToken);

    private async Task EndAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        await db.RunBatches.Where(b => b.Id == batch.Id && b.EndedAt == null)
            .ExecuteUpdateAsync(b => b.SetProperty(x => x.EndedAt, now), cancellationToken);
    }

    private sealed class DoneElsewhereException() : Exception("Another process did it.");
}
