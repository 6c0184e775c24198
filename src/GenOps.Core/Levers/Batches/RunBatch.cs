using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Levers.Batches;

/// <summary>
/// One act on many runs: which ones is fixed when it is confirmed, and it is carried out a few runs a second, over
/// restarts, so that thousands of runs do not set out at once.
/// </summary>
public sealed class RunBatch
{
    public required RunBatchId Id { get; init; }

    public required RunBatchAction Action { get; init; }

    /// <summary>Which runs were asked for, in words.</summary>
    public required string Filter { get; init; }

    /// <summary>For each of them; empty where none was given.</summary>
    public required string Reason { get; init; }

    /// <summary>The account or key; null for GenOps itself.</summary>
    public Guid? ActorId { get; init; }

    public required string By { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PlacedAt { get; init; }

    /// <summary>How many runs.</summary>
    public required int Total { get; init; }

    /// <summary>UTC; null while runs wait.</summary>
    public DateTime? EndedAt { get; set; }
}

internal sealed class RunBatchConfiguration : IEntityTypeConfiguration<RunBatch>, IEntityTypeConfiguration<RunBatchItem>
{
    public void Configure(EntityTypeBuilder<RunBatch> builder) => builder.HasIndex(b => new { b.EndedAt, b.PlacedAt });

    public void Configure(EntityTypeBuilder<RunBatchItem> builder)
    {
        builder.HasIndex(i => new { i.BatchId, i.State });
        builder.HasIndex(i => i.RunId);
        builder.HasOne<RunBatch>().WithMany().HasForeignKey(i => i.BatchId).OnDelete(DeleteBehavior.Restrict);
    }
}
