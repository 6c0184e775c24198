namespace GenOps.Core.Analytics;

/// <summary>A prompt or an answer.</summary>
/// <param name="State">Whether it can be shown.</param>
/// <param name="Hash">Its SHA-256, hex; empty when there is none.</param>
/// <param name="MediaType">Empty when absent.</param>
/// <param name="Length">Bytes, also of an erased one.</param>
/// <param name="Text">As text; null when it is no text or cannot be shown.</param>
/// <param name="Truncated">The text is only the begin of it.</param>
/// <param name="ErasedAt">UTC; null unless erased.</param>
public sealed record CallContent(
    CallContentState State, string Hash, string MediaType, long Length, string? Text, bool Truncated, DateTime? ErasedAt)
{
    /// <summary>What a streamed answer says, put together from its events; null for anything else.</summary>
    public string? Said { get; init; }
}
