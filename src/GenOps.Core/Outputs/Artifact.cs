using GenOps.Core.Blobs;

namespace GenOps.Core.Outputs;

/// <summary>One file or text of a revision.</summary>
public sealed class Artifact
{
    public required ArtifactId Id { get; init; }

    public required OutputRevisionId RevisionId { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The step that made it.</summary>
    public required string StepId { get; init; }

    /// <summary>Place of the item under a map, from 0; −1 for none.</summary>
    public int Item { get; init; } = -1;

    /// <summary>A file name, unique within the revision.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    public required BlobHash ContentHash { get; init; }

    public required long Length { get; init; }
}
