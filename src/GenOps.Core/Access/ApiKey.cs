using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Access;

/// <summary>A key for the API. Only its hash is kept.</summary>
public sealed class ApiKey
{
    public required ApiKeyId Id { get; init; }

    /// <summary>What it is for, as its maker wrote.</summary>
    public required string Name { get; init; }

    /// <summary>The one role it carries.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the key, lower-case hex.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The first characters of the key, by which its owner recognises it.</summary>
    public required string Prefix { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC; null while it is valid.</summary>
    public DateTime? RevokedAt { get; set; }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.HasIndex(k => k.KeyHash).IsUnique();
    }
}
