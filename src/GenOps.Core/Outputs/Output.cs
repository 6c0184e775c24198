using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Outputs;

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

internal sealed class OutputConfiguration :
    IEntityTypeConfiguration<Output>, IEntityTypeConfiguration<OutputRevision>,
    IEntityTypeConfiguration<Artifact>, IEntityTypeConfiguration<Flag>
{
    public void Configure(EntityTypeBuilder<Output> builder)
    {
        builder.HasIndex(o => new { o.RunId, o.Name, o.Item }).IsUnique();
        builder.HasIndex(o => new { o.Money, o.DecidedAt });
        // With all that figures count of each, or take back, so that they read nothing else of it.
        builder.HasIndex(o => new { o.Money, o.AcceptedAt, o.PipelineId, o.VersionId });
        builder.HasIndex(o => new { o.Money, o.WithdrawnAt, o.AcceptedAt, o.PipelineId, o.VersionId }).HasFilter("\"WithdrawnAt\" IS NOT NULL");
        builder.HasIndex(o => new { o.Money, o.PublishedAt }).HasFilter("\"PublishedAt\" IS NOT NULL");
        builder.HasIndex(o => new { o.VersionId, o.Money, o.AcceptedAt }).HasFilter("\"AcceptedAt\" IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<OutputRevision> builder) => builder.HasIndex(r => new { r.OutputId, r.Number }).IsUnique();

    public void Configure(EntityTypeBuilder<Artifact> builder)
    {
        builder.HasIndex(a => new { a.RevisionId, a.Name }).IsUnique();
        builder.HasIndex(a => a.OutputId);
    }

    public void Configure(EntityTypeBuilder<Flag> builder) => builder.HasIndex(f => f.OutputId);
}
