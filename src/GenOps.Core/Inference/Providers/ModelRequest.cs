using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>What a step asks of a model, before a provider puts it into its own words.</summary>
public abstract record ModelRequest
{
    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Why the call is made.</summary>
    public required CallPurpose Purpose { get; init; }

    /// <summary>The tier asked for; the sandbox makes its quality depend on it.</summary>
    public required Tier Tier { get; init; }
}
