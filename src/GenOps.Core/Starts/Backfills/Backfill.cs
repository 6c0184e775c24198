using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Many runs of one pipeline, started in order with a concurrency of their own.</summary>
public sealed class Backfill
{
    public required BackfillId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>The schedule whose occurrences it makes up for; null for a list of inputs.</summary>
    public ScheduleId? ScheduleId { get; init; }

    /// <summary>What it goes over, for people: a range, or how many lines.</summary>
    public required string Source { get; init; }

    public required MoneyMode Money { get; init; }

    public BackfillState State { get; set; } = BackfillState.Running;

    /// <summary>The most runs at a time, 1 to <see cref="StartBackfill.MostConcurrency"/>; one that waits for a person does not count.</summary>
    public required int Concurrency { get; set; }

    /// <summary>Nothing further starts once spent and reserved reach it; nano-US-dollars, null for no cap.</summary>
    public long? CapNanos { get; set; }

    /// <summary>Why nothing further starts; empty when nothing is in its way.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Whether the runs under way were cancelled with it.</summary>
    public bool CancelRuns { get; set; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null while it may still start runs.</summary>
    public DateTime? EndedAt { get; set; }
}

internal sealed class BackfillConfiguration : IEntityTypeConfiguration<Backfill>, IEntityTypeConfiguration<BackfillItem>
{
    public void Configure(EntityTypeBuilder<Backfill> builder)
    {
        builder.HasIndex(b => b.State);
        builder.HasIndex(b => b.CreatedAt);
    }

    public void Configure(EntityTypeBuilder<BackfillItem> builder)
    {
        builder.HasIndex(i => new { i.BackfillId, i.Position }).IsUnique();
        builder.HasIndex(i => new { i.BackfillId, i.State });
        builder.HasIndex(i => i.RunId);
        builder.HasOne<Backfill>().WithMany().HasForeignKey(i => i.BackfillId).OnDelete(DeleteBehavior.Cascade);
    }
}
