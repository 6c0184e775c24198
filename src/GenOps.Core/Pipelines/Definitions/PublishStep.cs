using GenOps.Core.Pipelines.Definitions.Reading;

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
    internal static readonly string[] Keys = ["channel", "artifacts", "format", "folder"];

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

    /// <inheritdoc />
    public override bool ActsOnOutputs => true;

    /// <inheritdoc />
    public override IEnumerable<string> Facts => [$"to {Channel}, after approval"];

    /// <inheritdoc />
    internal override Shape? Result => null;

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => Folder?.Paths ?? [];

    /// <inheritdoc />
    protected override IReadOnlyList<string> ListedSteps => Artifacts;

    internal static PublishStep Read(Fields fields)
    {
        var channel = fields.Text("channel", 64) ?? "folder";
        if (channel != "folder" && fields.Context.Channels is { } known && !known.Contains(channel))
            fields.Add("channel", $"There is no channel '{channel}'.", Suggestion.For(channel, known.Append("folder").Distinct()));
        return new PublishStep
        {
            Id = "",
            Channel = channel,
            Artifacts = fields.RequiredStepIds("artifacts", ReferenceRole.Published, "Name the steps whose results are published, such as [posts]."),
            Format = fields.Word("format", PublishFormat.Files, ("files", PublishFormat.Files), ("csv", PublishFormat.Csv)),
            Folder = fields.Template("folder"),
        };
    }
}
