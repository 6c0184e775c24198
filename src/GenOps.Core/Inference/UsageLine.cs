using GenOps.Core.Calls;

namespace GenOps.Core.Inference;

/// <summary>What one call used of one meter.</summary>
public sealed class UsageLine
{
    public required UsageLineId Id { get; init; }

    public required ModelCallId CallId { get; init; }

    public required Meter Meter { get; init; }

    /// <summary>What the price further depends on, as an image's size and quality; empty for tokens.</summary>
    public string Variant { get; init; } = "";

    public required long Quantity { get; init; }
}
