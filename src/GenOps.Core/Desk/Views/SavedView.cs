using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Desk.Views;

/// <summary>Filters of the list of runs that a person gave a name.</summary>
public sealed class SavedView
{
    public required SavedViewId Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid OwnerId { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>Unique among the owner's, in any case.</summary>
    public required string Name { get; init; }

    /// <summary>The name in lower case.</summary>
    public required string NameKey { get; init; }

    /// <summary>A <see cref="ViewFilter"/> as JSON.</summary>
    public required string Filter { get; init; }

    /// <summary>Whether everybody sees it.</summary>
    public required bool Shared { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime SavedAt { get; init; }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.HasIndex(v => new { v.OwnerId, v.NameKey }).IsUnique();
        builder.HasIndex(v => v.Shared);
    }
}
