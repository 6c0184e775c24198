using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

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
