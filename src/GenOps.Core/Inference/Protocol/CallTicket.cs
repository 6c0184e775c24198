using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;

namespace GenOps.Core.Inference.Protocol;

/// <summary>One call a step needs, named so that a replay finds the rows of an earlier life.</summary>
public sealed record CallTicket
{
    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>The step's id in the definition, for reroutes.</summary>
    public required string StepId { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>UTC; which price and reroute hold depends on it.</summary>
    public required DateTime RunTriggeredAt { get; init; }

    public required MoneyMode Money { get; init; }

    public required int Generation { get; init; }

    /// <summary>Which call of the step.</summary>
    public required int Ordinal { get; init; }

    public required CallPurpose Purpose { get; init; }

    public required RouteRequest Route { get; init; }

    /// <summary>Makes the request for the model the route chose. Deterministic, since a replay is compared by hash.</summary>
    public required Func<string, ModelRequest> Request { get; init; }
}

/// <summary>What came of a call.</summary>
public abstract record CallResult
{
    private CallResult()
    {
    }

    /// <summary>There is an answer, new or recorded; whether it is of use is for the step to say.</summary>
    public sealed record Answered(ModelCallId Call, ModelAnswer Answer) : CallResult;

    /// <summary>Not before <paramref name="Until"/> (UTC): a rate limit, or a look-up that needs time.</summary>
    public sealed record Wait(WaitCause Cause, DateTime Until, string Reason) : CallResult;

    /// <summary>It fits a budget only once calls under way are settled; whichever settles wakes it.</summary>
    public sealed record Queued(WaitCause Cause, string Reason) : CallResult;

    /// <summary>Nothing more is sent until the hold ends: by a person, or at <paramref name="Until"/> (UTC) where that is known.</summary>
    public sealed record Held(WaitCause Cause, string Reason, DateTime? Until = null) : CallResult;

    /// <summary>It cannot be had.</summary>
    public sealed record Failed(string Reason) : CallResult;

    /// <summary>The run was cancelled, its time or the step's is over, or another worker took the step over.</summary>
    public sealed record Stopped(string Reason) : CallResult;
}

/// <summary>Whether a call may go out, asked inside the transaction that records it.</summary>
public enum Gate
{
    /// <summary>Go on.</summary>
    Open,

    /// <summary>A hold is on the pipeline, the run, the step or the provider.</summary>
    Held,

    /// <summary>It fits a budget only once calls under way are settled.</summary>
    Queued,

    /// <summary>A limit or an open circuit: not before a time.</summary>
    Waiting,

    /// <summary>Every route it may take is given up.</summary>
    NoRoute,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>The time of the step or of the run is over.</summary>
    TimedOut,

    /// <summary>Another worker holds the step.</summary>
    Lost,
}

/// <summary>What T1 came to.</summary>
/// <param name="Gate">Open when the call is recorded.</param>
/// <param name="Call">The call; null when the gate is not open.</param>
/// <param name="Reason">Why it is not open, in plain words; empty where the gate says it all.</param>
/// <param name="Until">Not before, UTC, where the gate is waiting; when the hold ends by itself, where it is held.</param>
public sealed record Intent(Gate Gate, ModelCall? Call = null, string Reason = "", DateTime? Until = null)
{
    /// <summary>What is waited for, where it is not open.</summary>
    public WaitCause Cause { get; init; } = new(WaitKind.None);

    /// <summary>What was recorded to be sent, where there is a call.</summary>
    public CanonicalRequest? Request { get; init; }
}

/// <summary>What must be asked before a call is sent; filled by Runs, which knows leases, holds and cancellations.</summary>
public interface ICallGate
{
    /// <summary>Locks the run's row in the open transaction of <paramref name="db"/> and answers for this provider.</summary>
    Task<Gate> CheckAsync(GenOpsDbContext db, string provider, CancellationToken cancellationToken);

    /// <summary>
    /// False once so much of the lease has passed by the monotonic clock that another worker might take over during the call;
    /// a process that was stopped and continued must not send.
    /// </summary>
    bool MaySend { get; }

    /// <summary>Cancelled when a person wants the call under way broken off, although it may be charged.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Places a hold on the step, in the open transaction; until a time (UTC), or until it is released.</summary>
    HoldId HoldStep(GenOpsDbContext db, WaitCause cause, string reason, DateTime? until = null);
}

/// <summary>Whose money a call spends; filled by Runs.</summary>
public interface IRunSnapshots
{
    /// <summary>What every ledger entry says of the run.</summary>
    Task<RunSnapshot> OfAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken);
}
