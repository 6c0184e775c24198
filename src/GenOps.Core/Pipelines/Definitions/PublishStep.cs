namespace GenOps.Core.Pipelines.Definitions;

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
