using GenOps.Core.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Outputs;

/// <summary>Where an output stands. Accepted means approved, by rule or by a person.</summary>
public enum OutputState
{
    /// <summary>Made; no rule has looked at it.</summary>
    Drafted,

    /// <summary>A person must look.</summary>
    Flagged,

    /// <summary>Accepted.</summary>
    Approved,

    /// <summary>Refused by a person.</summary>
    Rejected,

    /// <summary>Accepted and delivered.</summary>
    Published,

    /// <summary>Taken back after it was delivered.</summary>
    Withdrawn,

    /// <summary>The run ended before anybody decided.</summary>
    Abandoned,
}

/// <summary>What a run delivers: one per run, or one per item.</summary>
public sealed class Output
{
    public required OutputId Id { get; init; }

    public required RunId RunId { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Its name in the definition.</summary>
    public required string Name { get; init; }

    /// <summary>Place of the item, from 0; −1 where there is one output per run.</summary>
    public int Item { get; init; } = -1;

    public OutputState State { get; set; } = OutputState.Drafted;

    /// <summary>The latest revision's number; 1 as drafted.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>UTC.</summary>
    public required DateTime DraftedAt { get; init; }

    /// <summary>When it was approved or rejected, UTC; null before.</summary>
    public DateTime? DecidedAt { get; set; }

    /// <summary>When it was accepted, UTC; kept through publishing and withdrawal.</summary>
    public DateTime? AcceptedAt { get; set; }

    /// <summary>True when a person decided, false when a rule did; null before.</summary>
    public bool? DecidedByPerson { get; set; }

    /// <summary>True when a person changed it before accepting it.</summary>
    public bool Edited { get; set; }

    /// <summary>UTC; null until delivered.</summary>
    public DateTime? PublishedAt { get; set; }

    /// <summary>UTC; null unless taken back.</summary>
    public DateTime? WithdrawnAt { get; set; }
}

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

/// <summary>One reason why a person must look at an output.</summary>
public sealed class Flag
{
    public required FlagId Id { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The review step that raised it.</summary>
    public required StepRunId StepRunId { get; init; }

    /// <summary>The rule as the definition writes it.</summary>
    public required string Rule { get; init; }

    /// <summary>What was found, in plain words.</summary>
    public required string Reason { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime RaisedAt { get; init; }
}

internal sealed class OutputConfiguration :
    IEntityTypeConfiguration<Output>, IEntityTypeConfiguration<OutputRevision>,
    IEntityTypeConfiguration<Artifact>, IEntityTypeConfiguration<Flag>
{
    public void Configure(EntityTypeBuilder<Output> builder)
    {
        builder.HasIndex(o => new { o.RunId, o.Name, o.Item }).IsUnique();
        builder.HasIndex(o => new { o.Money, o.AcceptedAt });
        builder.HasIndex(o => new { o.Money, o.DecidedAt });
    }

    public void Configure(EntityTypeBuilder<OutputRevision> builder) => builder.HasIndex(r => new { r.OutputId, r.Number }).IsUnique();

    public void Configure(EntityTypeBuilder<Artifact> builder)
    {
        builder.HasIndex(a => new { a.RevisionId, a.Name }).IsUnique();
        builder.HasIndex(a => a.OutputId);
    }

    public void Configure(EntityTypeBuilder<Flag> builder) => builder.HasIndex(f => f.OutputId);
}
