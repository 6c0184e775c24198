using System.Text.Json.Nodes;
using GenOps.Core.Inference;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>Text, or JSON by a schema, from a language model.</summary>
    Prompt,

    /// <summary>A picture from an image model.</summary>
    Image,

    /// <summary>Resizing, cropping, format and metadata, computed here.</summary>
    Transform,

    /// <summary>A score by a rubric, from a language model.</summary>
    Judge,

    /// <summary>A person's decision where a rule asks for it.</summary>
    Review,

    /// <summary>Delivery through a channel, after approval.</summary>
    Publish,
}

/// <summary>What every step has.</summary>
public abstract record StepDefinition
{
    /// <summary><c>[a-z][a-z0-9_]*</c>, unique within the pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public abstract StepKind Kind { get; }

    /// <summary>Steps it waits for besides those its expressions name.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>It is skipped where this is false; null for always.</summary>
    public Condition? When { get; init; }

    /// <summary>Once per item of a list; null for once per run. Never on review and publish.</summary>
    public MapDeclaration? Map { get; init; }

    /// <summary>The line of its id in the YAML, from 1.</summary>
    public int Line { get; init; }
}

/// <summary>A step done once for each item of a list.</summary>
/// <param name="Over">The list.</param>
/// <param name="As">The name of the item in the step's expressions; default <c>item</c>.</param>
/// <param name="Concurrency">How many items at a time, 1 to 32; default 4.</param>
public sealed record MapDeclaration(ValuePath Over, string As, int Concurrency);

/// <summary>Which model a step asks for.</summary>
/// <param name="Tier">The tier asked for; beside a named model it is the tier the call is counted under.</param>
/// <param name="Model"><c>provider/model</c> or <c>model</c>, as written; null when the route of the tier decides.</param>
public sealed record ModelChoice(Tier Tier, string? Model);

/// <summary>Text, or JSON by a schema, from a language model.</summary>
public sealed record PromptStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Prompt;

    /// <summary>Default: the standard tier.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>What is asked.</summary>
    public required Template Template { get; init; }

    /// <summary>Standing instructions; null for none.</summary>
    public Template? System { get; init; }

    /// <summary>The JSON schema of the answer; null for free text.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>1 to 200,000; default 1024.</summary>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>0 to 2; null leaves it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>How many times an answer that breaks the schema is sent back, 0 to 5; default 2.</summary>
    public int Repairs { get; init; } = 2;

    /// <summary>What becomes of an answer that still breaks the schema then.</summary>
    public InvalidAnswerPolicy OnInvalid { get; init; }

    /// <summary>Self-critique and rewriting; null for none.</summary>
    public CritiqueDeclaration? Critique { get; init; }
}

/// <summary>What becomes of a step whose answer breaks its schema after all repairs.</summary>
public enum InvalidAnswerPolicy
{
    /// <summary>The step fails.</summary>
    Fail,

    /// <summary>The step ends with the answer as it is, and its output is flagged for review.</summary>
    Review,
}

/// <summary>A draft is criticised by a model and written again.</summary>
/// <param name="Rubric">What the critique looks at.</param>
/// <param name="Rounds">How often, 1 to 5; default 1.</param>
/// <param name="Model">Who criticises; default: the step's own choice.</param>
public sealed record CritiqueDeclaration(Template Rubric, int Rounds, ModelChoice Model);

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

/// <summary>A score by a rubric, from a language model.</summary>
public sealed record JudgeStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Judge;

    /// <summary>Prompt and transform steps whose results are judged, at least one.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>What the results are held against; null for all text and file inputs.</summary>
    public ValuePath? Source { get; init; }

    /// <summary>What makes a good result.</summary>
    public required Template Rubric { get; init; }

    /// <summary>Default: the standard tier.</summary>
    public required ModelChoice Model { get; init; }
}

/// <summary>A person's decision where a rule asks for it.</summary>
public sealed record ReviewStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Review;

    /// <summary>Steps whose results are shown and decided on, at least one; each belongs to an output.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>An output is flagged when any of these applies; default <c>always</c>.</summary>
    public required IReadOnlyList<ReviewRule> Rules { get; init; }

    /// <summary>Names of the roles that may decide; default Reviewer.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [Access.Roles.Reviewer];

    /// <summary>What the reviewer should look at; null for none.</summary>
    public string? Instructions { get; init; }
}

/// <summary>How results are laid down in a channel.</summary>
public enum PublishFormat
{
    /// <summary>One file per artifact.</summary>
    Files,

    /// <summary>One CSV table with a row per JSON result.</summary>
    Csv,
}

/// <summary>Delivery through a channel, of approved outputs only.</summary>
public sealed record PublishStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Publish;

    /// <summary>Default <c>folder</c>, which is always there.</summary>
    public required string Channel { get; init; }

    /// <summary>The steps whose results are published, at least one; each belongs to an output.</summary>
    public required IReadOnlyList<string> Artifacts { get; init; }

    /// <summary>Default: files.</summary>
    public PublishFormat Format { get; init; }

    /// <summary>The sub folder, relative; null for the channel's own choice.</summary>
    public Template? Folder { get; init; }
}
