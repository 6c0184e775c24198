using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference.Providers;

/// <summary>A provider configured in the settings.</summary>
public sealed class ProviderAccount
{
    public required ProviderAccountId Id { get; init; }

    /// <summary>Unique; lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    public required string BaseUrl { get; set; }

    /// <summary>The key, encrypted; empty for servers that need none. Never shown again.</summary>
    public string ProtectedKey { get; set; } = "";

    /// <summary>Tier → model, canonical JSON.</summary>
    public required string Models { get; set; }

    public bool LookUp { get; set; }

    public bool Idempotent { get; set; }

    public bool Streaming { get; set; }

    /// <summary>As <see cref="ProviderDraft.Fallbacks"/>; empty for nobody.</summary>
    public string Fallbacks { get; set; } = "";

    /// <summary>True where it never answers for another provider.</summary>
    public bool NeverFallback { get; set; }

    /// <summary>As <see cref="ProviderSettings.Order"/>.</summary>
    public int Order { get; set; } = ProviderDraft.UsualOrder;

    /// <summary>Null: by worst case.</summary>
    public InDoubtPolicy? InDoubtPolicy { get; set; }

    /// <summary>How long one call may take, seconds; at least 1.</summary>
    public int TimeoutSeconds { get; set; } = 120;

    /// <summary>True for one that was saved before connections inside the network had to be allowed, until that is made up for.</summary>
    public bool PredatesGuard { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    public required string CreatedBy { get; init; }
}

/// <summary>Encrypts what must be readable by GenOps and by nobody who reads the database.</summary>
public interface ISecretProtector
{
    /// <summary>Encrypts a secret.</summary>
    string Protect(string secret);

    /// <summary>Decrypts what <see cref="Protect"/> gave.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was made with other keys, or changed.</exception>
    string Unprotect(string protectedSecret);
}

internal sealed class ProviderAccountConfiguration : IEntityTypeConfiguration<ProviderAccount>
{
    public void Configure(EntityTypeBuilder<ProviderAccount> builder)
    {
        builder.HasIndex(p => p.Name).IsUnique();
        builder.Property(p => p.Order).HasDefaultValue(ProviderDraft.UsualOrder).ValueGeneratedNever();
    }
}
