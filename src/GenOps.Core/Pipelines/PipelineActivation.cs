namespace GenOps.Core.Pipelines;

/// <summary>Which version was active from when.</summary>
public sealed class PipelineActivation
{
    public required PipelineActivationId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ActivatedAt { get; init; }

    public required string ActivatedBy { get; init; }
}
