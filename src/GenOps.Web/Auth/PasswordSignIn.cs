using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>Signs a person in by password, counts failures towards the lock, and leaves a trace of both.</summary>
public sealed class PasswordSignIn(SignInManager<User> signIn, UserManager<User> users, GenOpsDbContext db, TimeProvider time)
{
    private static readonly User Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<User>().HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>True when the person is signed in now; false for any reason not to.</summary>
    public async Task<bool> TryAsync(string email, string password)
    {
        var user = await users.FindByEmailAsync(email.Trim());
        if (user is null)
        {
            // As much work as for a real account: the time taken must not tell which accounts exist.
            users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
            return false;
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        await RecordAsync(user, result);
        return result.Succeeded;
    }

    private async Task RecordAsync(User user, SignInResult result)
    {
        var actor = new Actor(user.Id, user.Email ?? user.Id.ToString(), new HashSet<string>());
        var (action, summary) = result switch
        {
            { Succeeded: true } => ("user.sign_in", "Signed in"),
            { IsLockedOut: true } => ("user.locked", "Sign-in refused: the account is locked after too many attempts"),
            _ => ("user.sign_in_failed", "Sign-in failed"),
        };
        db.Record(actor, time.UtcNow(), action, "user", user.Id, summary);
        await db.SaveChangesAsync();
    }
}
