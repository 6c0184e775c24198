using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Pipelines;

/// <summary>A named chain of steps; what it does is in its versions.</summary>
public sealed class Pipeline
{
    public required PipelineId Id { get; init; }

    /// <summary>Unique; lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>From the active version.</summary>
    public string Description { get; set; } = "";

    /// <summary>From the active version; empty when none is stated.</summary>
    public string CostCentre { get; set; } = "";

    /// <summary>False: no run starts, by hand or by schedule.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many of its runs may be under way at once; null for any number. Set by an operator, no part of a version.</summary>
    public int? MostRunsAtOnce { get; set; }

    /// <summary>What new runs take.</summary>
    public RunPriority Priority { get; set; }

    /// <summary>The version new runs take; null until the first activation.</summary>
    public PipelineVersionId? ActiveVersionId { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>True for a pipeline that shipped with GenOps.</summary>
    public bool IsSample { get; init; }
}

internal sealed class PipelineConfiguration :
    IEntityTypeConfiguration<Pipeline>, IEntityTypeConfiguration<PipelineVersion>,
    IEntityTypeConfiguration<PipelineDraft>, IEntityTypeConfiguration<PipelineActivation>
{
    public void Configure(EntityTypeBuilder<Pipeline> builder)
    {
        builder.Property(p => p.Priority).HasConversion<int>();
        builder.HasIndex(p => p.Name).IsUnique();
    }

    public void Configure(EntityTypeBuilder<PipelineVersion> builder)
    {
        builder.HasIndex(v => new { v.PipelineId, v.Number }).IsUnique();
        builder.HasOne<Pipeline>().WithMany().HasForeignKey(v => v.PipelineId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<PipelineDraft> builder) => builder.HasIndex(d => new { d.PipelineId, d.SavedAt });

    public void Configure(EntityTypeBuilder<PipelineActivation> builder) => builder.HasIndex(a => new { a.PipelineId, a.ActivatedAt });
}
