using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Auth;

/// <summary>What remains of attempts to sign in: counts that lock an account, and entries of the audit with the address.</summary>
public sealed class SignInTrail(GenOpsDbContext db, SignInTraceLimit limit, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>A person signed in; failures before count no more.</summary>
    /// <param name="user">The account.</param>
    /// <param name="hash">The password hashed anew, where the hash kept was of less work; else null.</param>
    /// <param name="address">Where the request came from.</param>
    public async Task SucceededAsync(User user, string? hash, string address)
    {
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await Row(user).ExecuteUpdateAsync(s => s.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.PasswordHash, u => hash ?? u.PasswordHash));
        await CommitAsync(transaction, user, "user.sign_in", $"Signed in from {address}");
    }

    /// <summary>A wrong password; too many of them in a row lock the account for a while. Counted by the database, so that none of many at once is lost.</summary>
    public async Task FailedAsync(User user, string address)
    {
        var rules = options.Value.Lockout;
        var until = time.GetUtcNow() + rules.DefaultLockoutTimeSpan;
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await Row(user).ExecuteUpdateAsync(s => s.SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1));
        await Row(user).Where(u => u.LockoutEnabled && u.AccessFailedCount >= rules.MaxFailedAccessAttempts)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, until));
        await CommitAsync(transaction, user, "user.sign_in_failed", $"Sign-in failed from {address}");
    }

    /// <summary>An attempt at an account that is locked.</summary>
    public async Task LockedAsync(User user, string address)
    {
        await using var transaction = await WriteTransaction.BeginAsync(db, CancellationToken.None);
        await CommitAsync(transaction, user, "user.locked", $"Sign-in refused from {address}: the account is locked");
    }

    /// <summary>An attempt at an account that does not exist. What was typed is not kept: it may be a password.</summary>
    public Task UnknownAsync(string address) => TraceAsync(address, "sign_in.unknown", $"Attempt to sign in with an account that does not exist, from {address}");

    /// <summary>An attempt that was not looked at.</summary>
    public Task ThrottledAsync(string address) => TraceAsync(address, "sign_in.throttled", $"Attempts to sign in refused for a while, from {address}: too many");

    private IQueryable<User> Row(User user) => db.Users.Where(u => u.Id == user.Id);

    private async Task TraceAsync(string address, string action, string summary)
    {
        if (!limit.Take(action, address)) return;
        db.Record(new Actor(null, "nobody known", new HashSet<string>()), time.UtcNow(), action, "address", address, summary);
        await db.SaveChangesAsync();
    }

    private async Task CommitAsync(WriteTransaction transaction, User user, string action, string summary)
    {
        var actor = new Actor(user.Id, user.Email ?? user.Id.ToString(), new HashSet<string>());
        db.Record(actor, time.UtcNow(), action, "user", user.Id, summary);
        await db.SaveChangesAsync();
        await transaction.CommitAsync(CancellationToken.None);
    }
}

/// <summary>Keeps strangers from flooding the audit: one entry a minute of a kind and address, and sixty a minute of all addresses together.</summary>
public sealed class SignInTraceLimit(TimeProvider time)
{
    private readonly AttemptWindow _addresses = new(1, TimeSpan.FromMinutes(1), time);
    private readonly AttemptWindow _all = new(60, TimeSpan.FromMinutes(1), time);

    /// <summary>Whether one more entry is written.</summary>
    public bool Take(string action, string address) => _addresses.Take($"{action} {address}") is null && _all.Take("") is null;
}
