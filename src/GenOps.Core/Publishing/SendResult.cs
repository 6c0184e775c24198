namespace GenOps.Core.Publishing;

/// <summary>How one sending ended.</summary>
internal abstract record SendResult
{
    public sealed record Accepted(string Note) : SendResult;

    /// <summary>Provably not taken.</summary>
    public sealed record Rejected(string Reason, bool Retryable) : SendResult;

    /// <summary>Perhaps taken, perhaps not.</summary>
    public sealed record InDoubt(string Reason) : SendResult;
}
