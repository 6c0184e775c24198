namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A picture from an image model.</summary>
public sealed record ImageStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Image;

    /// <summary>Default: the image route.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>What the picture shows.</summary>
    public required Template Prompt { get; init; }

    /// <summary>Default 1024x1024; each side 64 to 4096.</summary>
    public PixelSize Size { get; init; } = new(1024, 1024);

    /// <summary>The provider's word for the quality; null for its default.</summary>
    public string? Quality { get; init; }
}

/// <summary>Width and height in pixels.</summary>
/// <param name="Width">At least 1.</param>
/// <param name="Height">At least 1.</param>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <inheritdoc />
    public override string ToString() => $"{Width}x{Height}";
}
