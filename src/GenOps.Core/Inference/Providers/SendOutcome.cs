using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>What became of one POST.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>An answer arrived whole. Whether it can be used is another question.</summary>
    /// <param name="Body">The bytes of the answer; of a stream, the assembled answer as one JSON document.</param>
    /// <param name="ProviderRef">The provider's id of the answer, if it gave one.</param>
    public sealed record Answered(byte[] Body, string? ProviderRef) : SendOutcome
    {
        /// <summary>The bound in bytes above which the answer went on and was not taken; null where <see cref="Body"/> is all of it.</summary>
        public long? CutAt { get; init; }
    }

    /// <summary>The provider did not take the request (refused connection, 4xx, 429, 503, 529): nothing is charged.</summary>
    /// <param name="Reason">In plain words, with the status.</param>
    /// <param name="Retryable">True for a refused connection, 408, 429, 503 and 529.</param>
    /// <param name="RetryAfter">How long it asked to wait; null when it did not say.</param>
    /// <param name="Kind">How it was refused.</param>
    public sealed record Rejected(string Reason, bool Retryable, TimeSpan? RetryAfter, CallFailure Kind = CallFailure.Refused) : SendOutcome;

    /// <summary>A timeout, a reset, another 5xx, or a body cut off: it may have been charged.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Partial">The part that arrived, kept; null when none did.</param>
    public sealed record InDoubt(string Reason, byte[]? Partial) : SendOutcome;
}
