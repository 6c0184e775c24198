using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// One worker's hold on one step: renewed by the keeper while it works, told by its epoch from earlier and later ones, and asked
/// before each call and each result. Steps are claimed by the thousand, so it costs next to nothing by itself.
/// </summary>
public sealed class StepLease : ICallGate, IAsyncDisposable
{
    private readonly LeaseKeeper keeper;
    private readonly IDisposable listening;
    private CancellationTokenSource? abort;
    private long renewedAt;
    private volatile bool isAborted;
    private volatile bool isLost;
    private volatile bool isOver;

    internal StepLease(LeaseKeeper keeper, Run run, StepRun step, TimeSpan? timeout, long stamp)
    {
        this.keeper = keeper;
        Run = run;
        Step = step;
        Timeout = timeout;
        renewedAt = stamp;
        listening = keeper.Aborts.Listen(run.Id, Abort);
    }

    /// <summary>The run, as it was when the step was claimed.</summary>
    public Run Run { get; }

    /// <summary>The step, as it was claimed.</summary>
    public StepRun Step { get; }

    /// <summary>How long the step may take; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; }

    /// <inheritdoc />
    public bool MaySend => !isLost && keeper.Time.GetElapsedTime(Interlocked.Read(ref renewedAt)) < keeper.Length * 0.6;

    /// <inheritdoc />
    public CancellationToken Aborted
    {
        get
        {
            // Made for whoever asks: most steps of a busy process end without anybody having asked.
            if (abort is null) Interlocked.CompareExchange(ref abort, new CancellationTokenSource(), null);
            if (isAborted) abort.Cancel();
            return abort.Token;
        }
    }

    /// <summary>The hold that last kept a call from being sent; null when none did.</summary>
    public Hold? HeldBy { get; private set; }

    /// <inheritdoc />
    public async Task<Gate> CheckAsync(GenOpsDbContext db, string provider, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, Run.Id, cancellationToken);
        var owned = keeper.Fence.Held(db, Step);
        var held = HoldQuery.OnCall(db, Run, Step.Id, provider, keeper.Time.UtcNow());
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
        return await keeper.Fence.Held(db, Step).AnyAsync(cancellationToken);
    }

    /// <summary>Why the step's time is over, in plain words; null while it is not.</summary>
    public async Task<string?> OverdueAsync(GenOpsDbContext db, CancellationToken cancellationToken) =>
        Timeout is { } most && await TimeLimits.IsOverAsync(db, Run, Step, most, keeper.Time.UtcNow(), cancellationToken)
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
            PlacedAt = keeper.Time.UtcNow(),
            Until = until,
        });
        return id;
    }

    /// <summary>Its claim is committed: from now on it is renewed, until it is lost or given back.</summary>
    public void Keep()
    {
        keeper.Keep(this);
        if (isOver) keeper.LetGo(this);
    }

    /// <summary>Gives it back, kept or not: it is renewed no more, though a renewal that is under way may still go through.</summary>
    public ValueTask DisposeAsync()
    {
        isOver = true;
        keeper.LetGo(this);
        listening.Dispose();
        abort?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Renew(LeaseTerm term) => Interlocked.Exchange(ref renewedAt, term.Stamp);

    /// <summary>The step is somebody else's, or nobody's.</summary>
    internal void Lose()
    {
        isLost = true;
        keeper.LetGo(this);
    }

    internal void Abort()
    {
        isAborted = true;
        // Whoever asks for the token at this moment sees the one or the other.
        Interlocked.MemoryBarrier();
        try
        {
            abort?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The step was given back at this very moment, so no call of it is under way.
        }
    }
}
