namespace GenOps.Core.Pipelines.Definitions;

/// <summary>File format of a picture.</summary>
public enum ImageFormat
{
    /// <summary>Lossless.</summary>
    Png,

    /// <summary>Photographs.</summary>
    Jpeg,

    /// <summary>Smaller, for the web.</summary>
    Webp,
}

/// <summary>
/// Work on a result that needs no model. The order is crop, resize (one result per size; the thumbnail is one more),
/// format, tags.
/// </summary>
public sealed record TransformStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Transform;

    /// <summary>The picture, text or JSON it works on; a list is worked on one by one.</summary>
    public required ValuePath Source { get; init; }

    /// <summary>Each size gives one picture, filled and cropped to the centre; empty for none. Sides 1 to 8192.</summary>
    public IReadOnlyList<PixelSize> Resize { get; init; } = [];

    /// <summary>Cut out of the centre before anything else; null for none.</summary>
    public PixelSize? Crop { get; init; }

    /// <summary>Null keeps the format.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>A further, small picture; null for none.</summary>
    public PixelSize? Thumbnail { get; init; }

    /// <summary>Metadata tags written to each result; null for none.</summary>
    public TagSource? Tags { get; init; }
}

/// <summary>Where metadata tags come from: exactly one of the two is set.</summary>
/// <param name="Path">A list of texts, or one text.</param>
/// <param name="Literal">The tags themselves.</param>
public sealed record TagSource(ValuePath? Path, IReadOnlyList<string>? Literal);
