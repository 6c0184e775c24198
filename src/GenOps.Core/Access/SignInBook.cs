using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>Knows which sign-ins hold, for all nodes: what one of them ends, no other takes any more.</summary>
public sealed class SignInBook(CommandRunner runner, IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>The longest a sign-in holds, however much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Begins one, and forgets those that are too old to hold.</summary>
    /// <param name="user">The account.</param>
    /// <param name="stamp">Its security stamp as the sign-in knows it.</param>
    /// <param name="insteadOf">An earlier one of the same browser, which ends with it.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<SignInId> BeginAsync(UserId user, string stamp, SignInId? insteadOf, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var signIn = new SignIn { Id = Id.New<SignInId>(), UserId = user.Value, Stamp = stamp, StartedAt = now };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.SignIns.Where(s => s.StartedAt < now - Longest).ExecuteDeleteAsync(cancellationToken);
        if (insteadOf is { } earlier && await db.SignIns.FindAsync([earlier], cancellationToken) is { } known) known.EndedAt ??= now;
        db.Add(signIn);
        await db.SaveChangesAsync(cancellationToken);
        return signIn.Id;
    }

    /// <summary>Ends one, with its audit entry in one transaction; one that has ended already stays as it is.</summary>
    /// <param name="actor">Who signs out.</param>
    /// <param name="id">The sign-in.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task EndAsync(Actor actor, SignInId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor, scope => StageEndAsync(scope, id), cancellationToken);

    private static async Task StageEndAsync(CommandScope scope, SignInId id)
    {
        var (db, _, now, cancellationToken) = scope;
        if (await db.SignIns.SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancellationToken) is not { } signIn) return;
        signIn.EndedAt = now;
        scope.Record("user.sign_out", "user", signIn.UserId, "Signed out");
    }

    /// <summary>Whether it still lets its person in.</summary>
    public async Task<bool> HoldsAsync(SignInId id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Holding(db).AnyAsync(s => s.Id == id, cancellationToken);
    }

    /// <summary>Which of some sign-ins hold no longer.</summary>
    public async Task<IReadOnlySet<SignInId>> EndedAsync(IReadOnlyCollection<SignInId> open, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var holding = await Holding(db).Where(s => open.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken);
        return open.Except(holding).ToHashSet();
    }

    private IQueryable<SignIn> Holding(GenOpsDbContext db)
    {
        var oldest = time.UtcNow() - Longest;
        return db.SignIns.AsNoTracking().Where(s =>
            s.EndedAt == null && s.StartedAt > oldest && db.Users.Any(u => u.Id == s.UserId && u.SecurityStamp == s.Stamp));
    }
}
