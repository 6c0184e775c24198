using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Access;

/// <summary>One of the keys that protect cookies and stored secrets, where several nodes share them.</summary>
public sealed class ProtectionKey
{
    /// <summary>As the library names it; each has its own.</summary>
    public required string Name { get; init; }

    /// <summary>The key, encrypted with the nodes' certificate.</summary>
    public required string Xml { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}

internal sealed class ProtectionKeyConfiguration : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder) => builder.HasKey(k => k.Name);
}
