using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Access;

/// <summary>
/// One sign-in of a person: the browser's cookie only names it, and holds for as long as this row does. It ends by signing out, by whatever
/// changes the account's security stamp (lock, roles, another password), and by its age.
/// </summary>
public sealed class SignIn
{
    public required SignInId Id { get; init; }

    /// <summary>The account, by Identity's own key.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The account's security stamp when it began.</summary>
    public required string Stamp { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When the person signed out, UTC; null before.</summary>
    public DateTime? EndedAt { get; set; }
}

internal sealed class SignInConfiguration : IEntityTypeConfiguration<SignIn>
{
    public void Configure(EntityTypeBuilder<SignIn> builder)
    {
        builder.HasIndex(s => s.StartedAt);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
