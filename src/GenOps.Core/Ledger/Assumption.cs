using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Ledger;

/// <summary>A figure somebody stated: a rate, a baseline, a value. Never changed; a newer one takes its place from its date on.</summary>
public sealed class Assumption
{
    public required AssumptionId Id { get; init; }

    /// <summary>The pipeline it holds for; null for the whole company.</summary>
    public PipelineId? PipelineId { get; init; }

    /// <summary>One of <see cref="AssumptionKeys"/>.</summary>
    public required string Key { get; init; }

    /// <summary>In the key's unit; null withdraws it.</summary>
    public decimal? Value { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Known since, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    public required string Author { get; init; }

    public required AssumptionOrigin Origin { get; init; }

    /// <summary>Why this figure.</summary>
    public string Note { get; init; } = "";
}

internal sealed class AssumptionConfiguration : IEntityTypeConfiguration<Assumption>
{
    public void Configure(EntityTypeBuilder<Assumption> builder)
    {
        builder.HasIndex(a => new { a.PipelineId, a.Key, a.ValidFrom });
        builder.Property(a => a.Value).HasPrecision(28, 9);
    }
}
