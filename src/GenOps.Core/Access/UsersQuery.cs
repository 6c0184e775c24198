using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>One account: times in UTC; locked by an administrator, or paused until a time after wrong passwords.</summary>
public sealed record UserRow(
    UserId Id, string Email, string DisplayName, IReadOnlyList<string> RoleNames, DateTime CreatedAt, bool Locked, DateTime? PausedUntil);

/// <summary>Lists the accounts; for administrators and auditors.</summary>
public sealed class UsersQuery(IDbContextFactory<GenOpsDbContext> databases, TimeProvider time)
{
    /// <summary>All accounts by e-mail.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither administrator nor auditor.</exception>
    public async Task<IReadOnlyList<UserRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = await db.Users.AsNoTracking().ToListAsync(cancellationToken);
        var roles = await (
            from link in db.UserRoles
            join role in db.RoleRows on link.RoleId equals role.Id
            select new { link.UserId, role.Name }).ToListAsync(cancellationToken);
        var byUser = roles.ToLookup(r => r.UserId, r => r.Name!);
        var now = time.GetUtcNow();
        return
        [
            .. users.OrderBy(u => u.Email, StringComparer.OrdinalIgnoreCase).Select(u => new UserRow(
                UserId.From(u.Id), u.Email ?? "", u.DisplayName, [.. Roles.All.Where(byUser[u.Id].Contains)], u.CreatedAt,
                UserAccounts.IsLocked(u), !UserAccounts.IsLocked(u) && u.LockoutEnd > now ? u.LockoutEnd.Value.UtcDateTime : null)),
        ];
    }
}
