using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Outbound;

/// <summary>That an administrator lets GenOps connect to a host and port that is not on the public internet. Ended, never removed.</summary>
public sealed class OutboundAllowance
{
    public required OutboundAllowanceId Id { get; init; }

    /// <summary>As <see cref="OutboundTarget.Host"/>; no other host, and none below it.</summary>
    public required string Host { get; init; }

    /// <summary>This one only.</summary>
    public required int Port { get; init; }

    public required string Reason { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime AllowedAt { get; init; }

    public required string AllowedBy { get; init; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Null while it holds.</summary>
    public string? EndedBy { get; set; }
}

internal sealed class OutboundAllowanceConfiguration : IEntityTypeConfiguration<OutboundAllowance>
{
    public void Configure(EntityTypeBuilder<OutboundAllowance> builder) =>
        builder.HasIndex(a => new { a.Host, a.Port }).IsUnique().HasFilter("\"EndedAt\" IS NULL");
}
