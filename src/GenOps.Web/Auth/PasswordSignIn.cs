using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>What came of an attempt to sign in.</summary>
/// <param name="SignedIn">True when the person is signed in now; false for any reason not to.</param>
/// <param name="Patience">How long until the next attempt is looked at; null where this one was.</param>
public sealed record SignInAnswer(bool SignedIn, TimeSpan? Patience = null);

/// <summary>
/// Signs a person in by password. Unknown, locked and known accounts are answered alike: each attempt verifies one hash of the same work,
/// and a refusal takes at least <see cref="ShortestRefusal"/>, under which what is written for one and not for another disappears.
/// </summary>
public sealed class PasswordSignIn(SignInManager<User> signIn, UserManager<User> users, SignInThrottle throttle, SignInTrail trail, TimeProvider time)
{
    /// <summary>500 ms: longer than verifying and writing take on a small machine.</summary>
    public static readonly TimeSpan ShortestRefusal = TimeSpan.FromMilliseconds(500);

    private const int LongestEmail = 254;

    private static readonly User Nobody = new();

    private static readonly Lazy<string> NobodysHash = new(() => new SteadyPasswordHasher(PasswordRules.Hashing).HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Tries it for the request under way.</summary>
    public async Task<SignInAnswer> TryAsync(string email, string password)
    {
        var began = time.GetTimestamp();
        var address = SignInThrottle.KeyOf(signIn.Context.Connection.RemoteIpAddress);
        var account = Cut(email.Trim());
        var key = users.NormalizeEmail(account)!;
        if (throttle.Take(address, key) is { } patience)
        {
            await trail.ThrottledAsync(address);
            return new SignInAnswer(false, patience);
        }

        // Made by whichever attempt is the first, so that it tells nothing.
        var nobodys = NobodysHash.Value;
        var user = await users.FindByEmailAsync(account);
        var verdict = users.PasswordHasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? nobodys, password);
        if (user is null)
        {
            await trail.UnknownAsync(address);
        }
        else if (await users.IsLockedOutAsync(user))
        {
            await trail.LockedAsync(user, address);
        }
        else if (verdict == PasswordVerificationResult.Failed)
        {
            await trail.FailedAsync(user, address);
        }
        else
        {
            var hash = verdict == PasswordVerificationResult.SuccessRehashNeeded ? users.PasswordHasher.HashPassword(user, password) : null;
            await trail.SucceededAsync(user, hash, address);
            throttle.GiveBack(address, key);
            await signIn.SignInAsync(user, isPersistent: false, "pwd");
            return new SignInAnswer(true);
        }

        await RestAsync(time, began);
        return new SignInAnswer(false);
    }

    /// <summary>Waits for what is left of <see cref="ShortestRefusal"/>.</summary>
    internal static async Task RestAsync(TimeProvider time, long began)
    {
        var left = ShortestRefusal - time.GetElapsedTime(began);
        if (left > TimeSpan.Zero) await Task.Delay(left, time);
    }

    private static string Cut(string email) => email.Length <= LongestEmail ? email : email[..LongestEmail];
}
