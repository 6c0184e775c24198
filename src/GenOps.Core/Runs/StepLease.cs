using System.Diagnostics;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs;

/// <summary>
/// One worker's hold on one step: renewed while it works, told by its epoch from earlier and later ones,
/// and asked before each call and each result.
/// </summary>
public sealed class StepLease : ICallGate, IAsyncDisposable
{
    private readonly IDbContextFactory<GenOpsDbContext> factory;
    private readonly TimeProvider time;
    private readonly TimeSpan length;
    private readonly ILogger log;
    private readonly CancellationTokenSource stop = new();
    private readonly Task renewing;
    private long renewedAt = Stopwatch.GetTimestamp();

    /// <param name="factory">For the renewals.</param>
    /// <param name="run">The step's run.</param>
    /// <param name="step">As it was claimed.</param>
    /// <param name="length">How long it holds without renewal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where a lost lease is told.</param>
    public StepLease(IDbContextFactory<GenOpsDbContext> factory, Run run, StepRun step, TimeSpan length, TimeProvider time, ILogger log)
    {
        this.factory = factory;
        this.time = time;
        this.length = length;
        this.log = log;
        Run = run;
        Step = step;
        renewing = RenewAsync();
    }

    /// <summary>The run, as it was when the step was claimed.</summary>
    public Run Run { get; }

    /// <summary>The step, as it was claimed.</summary>
    public StepRun Step { get; }

    /// <inheritdoc />
    public bool MaySend => Stopwatch.GetElapsedTime(Interlocked.Read(ref renewedAt)) < length * 0.6;

    /// <inheritdoc />
    public async Task<Gate> CheckAsync(GenOpsDbContext db, string provider, CancellationToken cancellationToken)
    {
        if (!await FenceAsync(db, cancellationToken)) return Gate.Lost;
        if (await db.Runs.AnyAsync(r => r.Id == Run.Id && r.CancelRequested, cancellationToken)) return Gate.Cancelled;
        return await HoldQuery.AnyAsync(db, Run, Step.Id, provider, time.UtcNow(), cancellationToken) ? Gate.Held : Gate.Open;
    }

    /// <summary>
    /// Locks the run's row until the transaction ends, so that completions, holds and cancellations of one run follow one another,
    /// and says whether the step is still ours.
    /// </summary>
    public async Task<bool> FenceAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, Run.Id, cancellationToken);
        return await db.StepRuns.AnyAsync(
            s => s.Id == Step.Id && s.State == StepState.Running && s.LeaseOwner == Step.LeaseOwner && s.LeaseEpoch == Step.LeaseEpoch,
            cancellationToken);
    }

    /// <inheritdoc />
    public void HoldStep(GenOpsDbContext db, string reason) => db.Add(new Hold
    {
        Id = Id.New<HoldId>(),
        Scope = HoldScope.Step,
        Target = Step.Id.ToString(),
        Reason = reason,
        By = "GenOps",
        PlacedAt = time.UtcNow(),
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        stop.Dispose();
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(length / 3, time, stop.Token);
                await using var db = await factory.CreateDbContextAsync(stop.Token);
                var until = time.UtcNow() + length;
                var renewed = await db.StepRuns
                    .Where(s => s.Id == Step.Id && s.State == StepState.Running && s.LeaseOwner == Step.LeaseOwner && s.LeaseEpoch == Step.LeaseEpoch)
                    .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, until), stop.Token);
                if (renewed == 0) return;
                Interlocked.Exchange(ref renewedAt, Stopwatch.GetTimestamp());
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The lease may run out; MaySend and the fence then refuse what would come of it.
                log.LogWarning(e, "The lease of step {Step} could not be renewed; it is tried again", Step.Id);
            }
        }
    }
}

/// <summary>The lock under which all changes of one run's course happen.</summary>
public static class RunLock
{
    /// <summary>Locks the run's row until the open transaction ends. On SQLite the transaction itself is that lock.</summary>
    public static Task TakeAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        db.Runs.Where(r => r.Id == run).ExecuteUpdateAsync(r => r.SetProperty(x => x.Wakes, x => x.Wakes), cancellationToken);
}
