using GenOps.Core.Audit;

namespace GenOps.Core.Access;

/// <summary>Whether a person may sign in.</summary>
/// <param name="User">The account.</param>
/// <param name="Locked">False lets the person in again, also after too many wrong passwords.</param>
public sealed record LockUserRequest(UserId User, bool Locked);

/// <summary>Locks an account out, or lets it in again; only an administrator may. Nothing the person did is removed.</summary>
public sealed class LockUser(CommandRunner runner)
{
    /// <summary>Locks or unlocks, with its audit entry in one transaction; open sign-ins end at once.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such account.</exception>
    /// <exception cref="ConflictException">It is the actor's own account, or nobody would be administrator any more.</exception>
    public Task ExecuteAsync(Actor actor, LockUserRequest request, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Admin), scope => StageAsync(scope, request), cancellationToken);

    private static async Task StageAsync(CommandScope scope, LockUserRequest request)
    {
        var (db, actor, _, cancellationToken) = scope;
        var user = await UserAccounts.FindAsync(db, request.User, cancellationToken);
        if (request.Locked)
        {
            if (actor.Id == user.Id) throw new ConflictException("This is your own account. Another administrator can lock it.");
            await UserAccounts.DemandAnotherAdministratorAsync(db, user, cancellationToken);
        }

        user.LockoutEnabled = true;
        user.LockoutEnd = request.Locked ? DateTimeOffset.MaxValue : null;
        user.AccessFailedCount = 0;
        UserAccounts.EndSignIns(user);
        scope.Record(request.Locked ? "user.lock" : "user.unlock", "user", user.Id,
            request.Locked ? $"Locked {user.Email} out" : $"Let {user.Email} in again");
    }
}
