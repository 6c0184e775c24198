using System.Security.Claims;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>Lets a person who is signed in choose another password.</summary>
public sealed class ChangeOwnPassword(SignInManager<User> signIn, UserManager<User> users, GenOpsDbContext db, TimeProvider time)
{
    /// <summary>Changes the password with its audit entry in one transaction; every other sign-in of the account ends at once.</summary>
    /// <param name="principal">The person of the request.</param>
    /// <param name="current">The password so far; a wrong one counts towards the lock.</param>
    /// <param name="next">The new one.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <exception cref="InvalidInputException">The current password is wrong, or the new one is not acceptable.</exception>
    /// <exception cref="NotFoundException">The account is gone, or it is an API key.</exception>
    public async Task ExecuteAsync(ClaimsPrincipal principal, string current, string next, CancellationToken cancellationToken)
    {
        var user = await users.GetUserAsync(principal)
            ?? throw new NotFoundException("This account has no password. Sign in as a person.");
        if (!(await signIn.CheckPasswordSignInAsync(user, current, lockoutOnFailure: true)).Succeeded)
            throw new InvalidInputException("Password so far", "It is wrong, or the account is locked for 15 minutes.", "Type it again.");
        var hash = await PasswordRules.HashAsync(users, user, next);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        user.PasswordHash = hash;
        IdentityProblems.Demand(await users.UpdateSecurityStampAsync(user));
        db.Record(ActorAccessor.From(principal), time.UtcNow(), "user.change_password", "user", user.Id, "Changed the own password");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await signIn.RefreshSignInAsync(user);
    }
}
