using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Delivery;

/// <summary>"Look at this run", committed together with the state that made it necessary.</summary>
public sealed class OutboxMessage
{
    public required OutboxMessageId Id { get; init; }

    /// <summary>Unique, so that the same wake-up is never queued twice.</summary>
    public required string DedupeKey { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>Which of the due messages go first.</summary>
    public RunPriority Priority { get; init; }

    /// <summary>Not before, UTC.</summary>
    public required DateTime DueAt { get; init; }

    /// <summary>UTC; null until a worker took it.</summary>
    public DateTime? DispatchedAt { get; set; }
}

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.HasIndex(m => m.DedupeKey).IsUnique();
        builder.Property(m => m.Priority).HasConversion<int>();
        builder.HasIndex(m => new { m.DispatchedAt, m.Priority, m.DueAt });
        builder.HasIndex(m => m.RunId).HasFilter("\"DispatchedAt\" IS NULL");
    }
}
