namespace GenOps.Core.Pipelines;

/// <summary>One immutable definition.</summary>
public sealed class PipelineVersion
{
    public required PipelineVersionId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>1, 2, 3, … within the pipeline.</summary>
    public required int Number { get; init; }

    /// <summary>The definition as written.</summary>
    public required string Yaml { get; init; }

    /// <summary>SHA-256 of its canonical text without assumptions, hex.</summary>
    public required string ContentHash { get; init; }

    public required string Author { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}
