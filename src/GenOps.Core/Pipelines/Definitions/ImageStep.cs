using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A picture from an image model.</summary>
public sealed record ImageStep : StepDefinition
{
    internal static readonly string[] Keys = ["tier", "model", "prompt", "size", "quality", "fallbacks"];

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

    /// <inheritdoc />
    public override IReadOnlyList<ModelChoice> Models => [Model];

    /// <inheritdoc />
    public override bool MakesParts => true;

    /// <inheritdoc />
    internal override Shape Result => new Shape.Picture();

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => Prompt.Paths;

    internal static ImageStep Read(Fields fields) => new()
    {
        Id = "",
        Model = ModelFields.ReadImage(fields),
        Prompt = fields.RequiredTemplate("prompt", "Write what the picture shows."),
        Size = fields.Size("size", 64, 4096) ?? new PixelSize(1024, 1024),
        Quality = fields.Text("quality", 40),
    };
}

/// <summary>Width and height in pixels.</summary>
/// <param name="Width">At least 1.</param>
/// <param name="Height">At least 1.</param>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <inheritdoc />
    public override string ToString() => $"{Width}x{Height}";
}
