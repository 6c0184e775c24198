using GenOps.Core.Data;

namespace GenOps.Core.Inference.Protocol;

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
