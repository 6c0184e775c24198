namespace GenOps.Core.Desk.Runs;

/// <summary>One file or text of an output's newest revision.</summary>
public sealed record OutputDetail
{
    /// <summary>The artifact's id; null where the output has none yet.</summary>
    public ArtifactId? Id { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>The step that made it; null where the output has no artifact.</summary>
    public string? Step { get; init; }

    /// <summary>Place of the item, from 0; null for none.</summary>
    public int? Item { get; init; }

    /// <summary><c>text</c>, <c>image</c>, <c>json</c>, <c>csv</c> or <c>file</c>.</summary>
    public required string Kind { get; init; }

    public required Outputs.OutputState State { get; init; }

    /// <summary>Where it was published; null until then.</summary>
    public string? Path { get; init; }

    /// <summary>The file's name; empty where the output has no artifact.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The revision's number, from 1.</summary>
    public required int Revision { get; init; }
}
