namespace GenOps.Core.Outputs;

/// <summary>The whole of an output at one time, with its hash. Immutable.</summary>
public sealed class OutputRevision
{
    public required OutputRevisionId Id { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>1 as drafted, raised by each edit.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 of the artifacts' names, types and hashes as canonical JSON; what a decision is about.</summary>
    public required string Hash { get; init; }

    public required string Author { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}
