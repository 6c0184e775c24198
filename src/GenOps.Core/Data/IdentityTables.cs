using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>The tables of sign-in, mapped by hand so that Core needs no ASP.NET.</summary>
internal static class IdentityTables
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.HasIndex(u => u.NormalizedUserName).IsUnique();
            user.HasIndex(u => u.NormalizedEmail);
            user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            // Identity writes this one as DateTimeOffset, which neither filters nor sorts on SQLite; nobody asks for either.
            user.Property(u => u.LockoutEnd);
        });
        model.Entity<IdentityRole<Guid>>(role =>
        {
            role.ToTable("Roles");
            role.HasIndex(r => r.NormalizedName).IsUnique();
            role.Property(r => r.ConcurrencyStamp).IsConcurrencyToken();
        });
        model.Entity<IdentityUserRole<Guid>>(link =>
        {
            link.ToTable("UserRoles");
            link.HasKey(l => new { l.UserId, l.RoleId });
            link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
            link.HasOne<IdentityRole<Guid>>().WithMany().HasForeignKey(l => l.RoleId);
        });
        model.Entity<IdentityUserClaim<Guid>>(claim =>
        {
            claim.ToTable("UserClaims");
            claim.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<IdentityRoleClaim<Guid>>(claim =>
        {
            claim.ToTable("RoleClaims");
            claim.HasOne<IdentityRole<Guid>>().WithMany().HasForeignKey(c => c.RoleId);
        });
        model.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("UserLogins");
            login.HasKey(l => new { l.LoginProvider, l.ProviderKey });
            login.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("UserTokens");
            token.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
            token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        });
    }
}
