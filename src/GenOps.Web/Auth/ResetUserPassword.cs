using System.Buffers.Text;
using System.Security.Cryptography;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>Gives an account a new password that is shown once; only an administrator may.</summary>
public sealed class ResetUserPassword(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int PasswordBytes = 18;

    /// <summary>Sets a random password and writes the audit entry in one transaction; open sign-ins of the account end at once.</summary>
    /// <returns>The password, to be handed over now; it cannot be read again.</returns>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such account.</exception>
    public async Task<string> ExecuteAsync(Actor actor, UserId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var db = scope.ServiceProvider.GetRequiredService<GenOpsDbContext>();
        var user = await users.FindByIdAsync(id.ToString())
            ?? throw new NotFoundException("There is no such account. Open People to see those there are.");
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));
        var hash = await PasswordRules.HashAsync(users, user, password);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        user.PasswordHash = hash;
        IdentityProblems.Demand(await users.UpdateSecurityStampAsync(user));
        db.Record(actor, time.UtcNow(), "user.reset_password", "user", user.Id, $"Gave {user.Email} a new password");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return password;
    }
}
