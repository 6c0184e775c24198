using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Ledger;

/// <summary>Money spent. Append-only: a mistake is mended by a further entry.</summary>
public sealed class LedgerEntry
{
    public required LedgerEntryId Id { get; init; }

    /// <summary>What it is for: <c>call</c>, <c>labour</c>, <c>fixed</c>.</summary>
    public required string SourceType { get; init; }

    /// <summary>The source's id.</summary>
    public required Guid SourceId { get; init; }

    public required CostKind Kind { get; init; }

    /// <summary>0 for the first entry of a source, raised by each further one.</summary>
    public required int Revision { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>The amount; negative where a settlement takes back.</summary>
    public required Money Amount { get; init; }

    public required LedgerBasis Basis { get; init; }

    /// <summary>The period it belongs to is the one of this time, UTC.</summary>
    public required DateTime ChargedAt { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>Null for a fixed cost of no pipeline.</summary>
    public PipelineId? PipelineId { get; init; }

    public PipelineVersionId? VersionId { get; init; }

    public RunId? RunId { get; init; }

    public StepRunId? StepRunId { get; init; }

    /// <summary>The call it pays for, where it pays for one.</summary>
    public ModelCallId? CallId { get; init; }

    /// <summary>The output a reviewer's time went into, where it is labour.</summary>
    public OutputId? OutputId { get; init; }

    public string CostCentre { get; init; } = "";

    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    public Tier? Tier { get; init; }

    /// <summary>Why the call was made; null for what is no call.</summary>
    public CallPurpose? Purpose { get; init; }

    /// <summary>A second charge for the same call: waste.</summary>
    public bool Duplicate { get; init; }
}

internal sealed class LedgerEntryConfiguration : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ComplexProperty(e => e.Amount, m => m.Property(a => a.Nanos).HasColumnName("AmountNanos"));
        builder.HasIndex(e => new { e.SourceType, e.SourceId, e.Kind, e.Revision }).IsUnique();
        builder.HasIndex(e => new { e.Money, e.ChargedAt });
        builder.HasIndex(e => e.RunId);
        // What belongs to no run is in no sum by day, and is read itself.
        builder.HasIndex(e => new { e.Money, e.ChargedAt }, "IX_LedgerEntries_OfNoRun").HasFilter("\"RunId\" IS NULL");
    }
}
