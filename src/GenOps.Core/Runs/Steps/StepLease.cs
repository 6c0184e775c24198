using System.Diagnostics;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// One worker's hold on one step: renewed while it works, told by its epoch from earlier and later ones,
/// and asked before each call and each result.
/// </summary>
public sealed class StepLease : ICallGate, IAsyncDisposable
{
    private readonly IDbContextFactory<GenOpsDbContext> factory;
    private readonly LeaseClock clock;
    private readonly IStepFence fence;
    private readonly TimeProvider time;
    private readonly TimeSpan length;
    private readonly RepeatedFailures failures;
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort = new();
    private readonly IDisposable listening;
    private readonly Task renewing;
    private long renewedAt = Stopwatch.GetTimestamp();

    /// <param name="factory">For the renewals.</param>
    /// <param name="clock">By which it is measured.</param>
    /// <param name="fence">Says whether it holds still.</param>
    /// <param name="run">The step's run.</param>
    /// <param name="step">As it was claimed.</param>
    /// <param name="timeout">How long the step may take; null for as long as it takes.</param>
    /// <param name="length">How long it holds without renewal.</param>
    /// <param name="aborts">Where it hears that its call is to be broken off.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failures">Where it is told that leases cannot be renewed.</param>
    public StepLease(
        IDbContextFactory<GenOpsDbContext> factory, LeaseClock clock, IStepFence fence, Run run, StepRun step, TimeSpan? timeout, TimeSpan length,
        RunAborts aborts, TimeProvider time, RepeatedFailures failures)
    {
        Timeout = timeout;
        this.factory = factory;
        this.clock = clock;
        this.fence = fence;
        this.time = time;
        this.length = length;
        this.failures = failures;
        Run = run;
        Step = step;
        listening = aborts.Listen(run.Id, Abort);
        renewing = RenewAsync();
    }

    /// <summary>The run, as it was when the step was claimed.</summary>
    public Run Run { get; }

    /// <summary>The step, as it was claimed.</summary>
    public StepRun Step { get; }

    /// <summary>How long the step may take; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; }

    /// <inheritdoc />
    public bool MaySend => Stopwatch.GetElapsedTime(Interlocked.Read(ref renewedAt)) < length * 0.6;

    /// <inheritdoc />
    public CancellationToken Aborted => abort.Token;

    /// <summary>The hold that last kept a call from being sent; null when none did.</summary>
    public Hold? HeldBy { get; private set; }

    /// <inheritdoc />
    public async Task<Gate> CheckAsync(GenOpsDbContext db, string provider, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, Run.Id, cancellationToken);
        var owned = fence.Held(db, Step);
        var held = HoldQuery.OnCall(db, Run, Step.Id, provider, time.UtcNow());
        // One question: the lock is held while it is asked.
        var standing = await db.Runs.Where(r => r.Id == Run.Id)
            .Select(r => new { Owned = owned.Any(), r.CancelRequested, r.TimedOutAt, Held = held.Any() })
            .SingleAsync(cancellationToken);
        if (!standing.Owned) return Gate.Lost;
        if (standing.CancelRequested) return Gate.Cancelled;
        if (standing.TimedOutAt is not null || await OverdueAsync(db, cancellationToken) is not null) return Gate.TimedOut;
        HeldBy = standing.Held ? await held.OrderBy(h => h.PlacedAt).FirstAsync(cancellationToken) : null;
        return HeldBy is null ? Gate.Open : Gate.Held;
    }

    /// <summary>
    /// Locks the run's row until the transaction ends, so that completions, holds and cancellations of one run follow one another,
    /// and says whether the step is still ours.
    /// </summary>
    public async Task<bool> FenceAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, Run.Id, cancellationToken);
        return await fence.Held(db, Step).AnyAsync(cancellationToken);
    }

    /// <summary>Why the step's time is over, in plain words; null while it is not.</summary>
    public async Task<string?> OverdueAsync(GenOpsDbContext db, CancellationToken cancellationToken) =>
        Timeout is { } most && await TimeLimits.IsOverAsync(db, Run, Step, most, time.UtcNow(), cancellationToken)
            ? $"It took longer than its timeout of {DurationText.Words(most)}, pauses not counted."
            : null;

    /// <inheritdoc />
    public HoldId HoldStep(GenOpsDbContext db, WaitCause cause, string reason, DateTime? until = null)
    {
        var id = Id.New<HoldId>();
        db.Add(new Hold
        {
            Id = id,
            Scope = HoldScope.Step,
            Target = Step.Id.ToString(),
            RunId = Run.Id,
            StepRunId = Step.Id,
            Cause = cause.Kind,
            CauseTarget = cause.Target,
            Reason = reason,
            By = "GenOps",
            PlacedAt = time.UtcNow(),
            Until = until,
        });
        return id;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        listening.Dispose();
        stop.Dispose();
        abort.Dispose();
    }

    private void Abort()
    {
        try
        {
            abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The step was given back at this very moment, so no call of it is under way.
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(length / 3, time, stop.Token);
                await using var db = await factory.CreateDbContextAsync(stop.Token);
                using var turn = await WriteTurn.TakeAsync(db, stop.Token);
                var asked = Stopwatch.GetTimestamp();
                var until = await clock.NowAsync(db, stop.Token) + length;
                var renewed = await fence.Held(db, Step)
                    .ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, until), stop.Token);
                failures.Passed();
                if (renewed == 0) return;
                Interlocked.Exchange(ref renewedAt, asked);
                if (await db.Runs.AnyAsync(r => r.Id == Run.Id && r.AbortRequested, stop.Token)) await abort.CancelAsync();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The lease may run out; MaySend and the fence then refuse what would come of it.
                failures.Add(e);
            }
        }
    }
}
