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
}
