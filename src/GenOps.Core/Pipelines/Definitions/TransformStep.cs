using GenOps.Core.Pipelines.Definitions.Reading;

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
    internal static readonly string[] Keys = ["source", "resize", "crop", "format", "thumbnail", "tags"];

    private const int MaxSizes = 20;

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

    /// <inheritdoc />
    public override bool MakesParts => true;

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => Tags?.Path is { } tags ? [Source, tags] : [Source];

    internal static TransformStep Read(Fields fields)
    {
        fields.Required("source", "Name a result, such as steps.banner.output.");
        var sizes = fields.Values("resize", "sizes");
        if (sizes.Count > MaxSizes) fields.Add("resize", $"There are {sizes.Count} sizes; at most {MaxSizes} are allowed.", "Split the step.");
        var step = new TransformStep
        {
            Id = "",
            Source = ValuePath.Parse("input"),
            Resize = [.. sizes.Select(s => fields.Size("resize", s, 1, 8192)).OfType<PixelSize>()],
            Crop = fields.Size("crop", 1, 8192),
            Format = fields.Word<ImageFormat?>("format", null, ("png", ImageFormat.Png), ("jpeg", ImageFormat.Jpeg), ("webp", ImageFormat.Webp)),
            Thumbnail = fields.Size("thumbnail", 1, 8192),
            Tags = TagSource.Read(fields),
        };
        if (fields.Node.Entries.All(e => e.Key.Text == "source")) fields.Add("source", "This transform changes nothing.", "Give it resize, crop, format, thumbnail or tags.");
        var onPictures = step.Resize.Count > 0 || step.Crop is not null || step.Format is not null || step.Thumbnail is not null;
        return fields.Path("source", onPictures ? PathRole.Picture : PathRole.Source) is { } source ? step with { Source = source } : step;
    }
}

/// <summary>Where metadata tags come from: exactly one of the two is set.</summary>
/// <param name="Path">A list of texts, or one text.</param>
/// <param name="Literal">The tags themselves.</param>
public sealed record TagSource(ValuePath? Path, IReadOnlyList<string>? Literal)
{
    internal static TagSource? Read(Fields fields) => fields.Find("tags") switch
    {
        null => null,
        YamlScalar => fields.Path("tags", PathRole.Tags) is { } path ? new TagSource(path, null) : null,
        _ => new TagSource(null, [.. fields.Values("tags", "texts").Select(t => t.Text)]),
    };
}
