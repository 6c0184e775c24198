using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>Says that somebody looks at a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="TakeOver">Also when somebody else has it.</param>
public sealed record ClaimReviewRequest(ReviewTaskId TaskId, bool TakeOver = false);

/// <summary>Who has a task.</summary>
/// <param name="Mine">True when it is the actor.</param>
/// <param name="HolderName">Who it is.</param>
/// <param name="Until">UTC; renewed while the page is used.</param>
public sealed record ReviewClaimResult(bool Mine, string HolderName, DateTime Until);

/// <summary>
/// Takes or renews the lease on a task, so that two people do not read the same thing. It keeps nobody from deciding: a lease whose
/// holder went home must not hold up an output.
/// </summary>
public sealed class ClaimReview(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>How long a claim holds without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    /// <summary>Claims, renews, or says who has it.</summary>
    /// <exception cref="AccessDeniedException">The actor has none of the task's roles.</exception>
    /// <exception cref="NotFoundException">There is no such task.</exception>
    /// <exception cref="ConflictException">The task is not open, or the actor is no person with an account.</exception>
    public async Task<ReviewClaimResult> ExecuteAsync(Actor actor, ClaimReviewRequest request, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var user = await PersonAsync(db, actor, cancellationToken);
        actor.Require(await RolesAsync(db, request.TaskId, cancellationToken));
        return await runner.RunAsync(actor, scope => StageAsync(scope, user, request), cancellationToken);
    }

    private static async Task<ReviewClaimResult> StageAsync(CommandScope scope, Guid user, ClaimReviewRequest request)
    {
        var (db, actor, now, cancellationToken) = scope;
        await LockOpenAsync(db, request.TaskId, cancellationToken);

        var held = await db.ReviewClaims.Where(c => c.TaskId == request.TaskId && c.ReleasedAt == null).ToListAsync(cancellationToken);
        var theirs = held.Find(c => c.UserId != user && c.Until > now);
        if (theirs is not null && !request.TakeOver) return new ReviewClaimResult(false, theirs.UserName, theirs.Until);

        foreach (var claim in held.Where(c => c.UserId != user || c.Until <= now)) claim.ReleasedAt = now;
        var mine = held.Find(c => c.ReleasedAt is null);
        if (mine is null)
        {
            db.Add(mine = New(request.TaskId, user, actor.Name, now));
            scope.Record("review.claim", "review", request.TaskId, theirs is null ? "Took a review" : $"Took a review over from {theirs.UserName}");
        }

        mine.Until = now + Lease;
        return new ReviewClaimResult(true, actor.Name, mine.Until);
    }

    private static ReviewClaim New(ReviewTaskId task, Guid user, string name, DateTime now) => new()
    {
        Id = Id.New<ReviewClaimId>(),
        TaskId = task,
        UserId = user,
        UserName = name,
        ClaimedAt = now,
    };

    private static async Task<Guid> PersonAsync(GenOpsDbContext db, Actor actor, CancellationToken cancellationToken) =>
        actor.Id is { } id && await db.Users.AnyAsync(u => u.Id == id, cancellationToken)
            ? id
            : throw new ConflictException("Only a person who is signed in can take a review; a key decides at once.");

    /// <summary>Two people may open the same task at the same moment: the row is locked before the claims are read.</summary>
    private static async Task LockOpenAsync(GenOpsDbContext db, ReviewTaskId id, CancellationToken cancellationToken)
    {
        if (await db.ReviewTasks.Where(t => t.Id == id && t.State == ReviewState.Open).LockAsync(db, cancellationToken) == 0) throw new ConflictException("This review is no longer open.");
    }

    /// <summary>Who may decide, which never changes.</summary>
    private static async Task<string[]> RolesAsync(GenOpsDbContext db, ReviewTaskId id, CancellationToken cancellationToken)
    {
        var roles = await db.ReviewTasks.Where(t => t.Id == id).Select(t => t.RoleNames).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException("There is no such review; the queue shows what waits.");
        return Json.Deserialize<string[]>(roles)!;
    }
}
