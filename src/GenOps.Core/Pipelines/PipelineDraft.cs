namespace GenOps.Core.Pipelines;

/// <summary>A definition as it was saved while being worked on; lead time starts with the first after a version.</summary>
public sealed class PipelineDraft
{
    public required PipelineDraftId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required string Yaml { get; init; }

    public required string Author { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime SavedAt { get; init; }

    /// <summary>The version it led to; null while it is a draft.</summary>
    public PipelineVersionId? PublishedAs { get; set; }
}
