using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>What the commands on accounts share.</summary>
internal static class UserAccounts
{
    /// <exception cref="NotFoundException">There is no such account.</exception>
    public static async Task<User> FindAsync(GenOpsDbContext db, UserId id, CancellationToken cancellationToken) =>
        await db.Users.SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken)
        ?? throw new NotFoundException("There is no such account. Open People to see those there are.");

    /// <summary>Keeps the door open: the last administrator who can sign in stays one.</summary>
    /// <exception cref="ConflictException">There is no other.</exception>
    public static async Task DemandAnotherAdministratorAsync(GenOpsDbContext db, User but, CancellationToken cancellationToken)
    {
        var administrators = await (
            from user in db.Users
            join link in db.UserRoles on user.Id equals link.UserId
            join role in db.RoleRows on link.RoleId equals role.Id
            where role.Name == Roles.Admin
            select user).AsNoTracking().ToListAsync(cancellationToken);
        if (administrators.Any(a => a.Id == but.Id) && !administrators.Any(a => a.Id != but.Id && !IsLocked(a)))
            throw new ConflictException($"{but.Email} is the only administrator. Make somebody else one first.");
    }

    /// <summary>Ends every sign-in of the person.</summary>
    public static void EndSignIns(User user)
    {
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        user.ConcurrencyStamp = Guid.NewGuid().ToString("N");
    }

    /// <summary>True for an account an administrator locked; a pause after wrong passwords is none.</summary>
    public static bool IsLocked(User user) => user.LockoutEnd == DateTimeOffset.MaxValue;
}
