using GenOps.Core.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>Which roles a person is to have.</summary>
/// <param name="User">The account.</param>
/// <param name="RoleNames">One or more of <see cref="Roles.All"/>; those not named are taken away.</param>
public sealed record SetUserRolesRequest(UserId User, IReadOnlyList<string> RoleNames);

/// <summary>Gives and takes roles; only an administrator may.</summary>
public sealed class SetUserRoles(CommandRunner runner)
{
    /// <summary>Sets the roles and writes the audit entry in one transaction; sign-ins of the person end at once.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">No role is named, or one that does not exist.</exception>
    /// <exception cref="NotFoundException">There is no such account.</exception>
    /// <exception cref="ConflictException">Nobody would be administrator any more.</exception>
    public async Task ExecuteAsync(Actor actor, SetUserRolesRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        var wanted = request.RoleNames.Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
            throw new InvalidInputException("Roles", "An account needs a role.", "Choose at least one, or lock the account.");
        if (wanted.Except(Roles.All).FirstOrDefault() is { } unknown)
            throw new InvalidInputException("Roles", $"There is no role {unknown}.", $"Choose from {string.Join(", ", Roles.All)}.");
        await runner.RunAsync(actor, scope => StageAsync(scope, request.User, wanted), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, UserId id, List<string> wanted)
    {
        var (db, _, _, cancellationToken) = scope;
        var user = await UserAccounts.FindAsync(db, id, cancellationToken);
        if (!wanted.Contains(Roles.Admin)) await UserAccounts.DemandAnotherAdministratorAsync(db, user, cancellationToken);
        var roles = await db.RoleRows.AsNoTracking().ToListAsync(cancellationToken);
        db.UserRoles.RemoveRange(await db.UserRoles.Where(r => r.UserId == user.Id).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        db.UserRoles.AddRange(wanted.Select(name => new IdentityUserRole<Guid> { UserId = user.Id, RoleId = roles.Single(r => r.Name == name).Id }));
        UserAccounts.EndSignIns(user);
        scope.Record("user.roles", "user", user.Id, $"Gave {user.Email} the roles {string.Join(", ", wanted)}");
    }
}
