namespace GenOps.Core.Publishing;

/// <summary>What came of a delivery.</summary>
public abstract record PublishOutcome
{
    /// <summary>It arrived, now or at an earlier attempt.</summary>
    /// <param name="Target">The folder or address.</param>
    /// <param name="Files">Names, relative to the target.</param>
    public sealed record Delivered(string Target, IReadOnlyList<string> Files) : PublishOutcome;

    /// <summary>It did not arrive, as far as is known.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Retryable">True when the same delivery may succeed later.</param>
    public sealed record Refused(string Reason, bool Retryable) : PublishOutcome;
}
