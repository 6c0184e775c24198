using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

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

    /// <summary>What the step hears where no call is sent.</summary>
    public CallResult Refusal() => Gate switch
    {
        Gate.Held => new CallResult.Held(
            Cause.Kind == WaitKind.None ? new WaitCause(WaitKind.Hold) : Cause, Reason.Length > 0 ? Reason : "Held before the call was sent.", Until),
        Gate.Queued => new CallResult.Queued(Cause, Reason),
        Gate.NoRoute => new CallResult.Failed(Reason),
        Gate.Cancelled => new CallResult.Stopped("The run was cancelled."),
        Gate.TimedOut => new CallResult.Stopped("The time was over before the call was sent."),
        _ => new CallResult.Stopped("Another worker took the step over."),
    };
}
