namespace GenOps.Core.Inference.Providers;

/// <summary>A request for one image.</summary>
public sealed record ImageRequest : ModelRequest
{
    /// <summary>What the image shows.</summary>
    public required string Prompt { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The provider's word for the quality; null for its default.</summary>
    public string? Quality { get; init; }
}
