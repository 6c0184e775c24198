using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>Goes away from a task without deciding.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ActiveSeconds">Active seconds spent on it by activity; they are paid for, decided or not.</param>
public sealed record ReleaseReviewRequest(ReviewTaskId TaskId, IReadOnlyDictionary<LabourActivity, int>? ActiveSeconds = null);

/// <summary>Gives a task back to the queue and keeps the time that went into it.</summary>
public sealed class ReleaseReview(CommandRunner runner)
{
    /// <summary>Releases the actor's claim; without one nothing happens, so that time is never told twice.</summary>
    public async Task ExecuteAsync(Actor actor, ReleaseReviewRequest request, CancellationToken cancellationToken)
    {
        if (actor.Id is { } user) await runner.RunAsync(actor, scope => StageAsync(scope, user, request), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, Guid user, ReleaseReviewRequest request)
    {
        var (db, actor, now, cancellationToken) = scope;
        var released = await db.ReviewClaims.Where(c => c.TaskId == request.TaskId && c.UserId == user && c.ReleasedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ReleasedAt, now), cancellationToken);
        if (released == 0 || request.ActiveSeconds is not { } seconds) return;
        var task = await db.ReviewTasks.AsNoTracking().SingleAsync(t => t.Id == request.TaskId, cancellationToken);
        var output = await db.Outputs.AsNoTracking().SingleAsync(o => o.Id == task.OutputId, cancellationToken);
        await ReviewLabour.BookAsync(db, actor, task, output, verdict: null, seconds, now, cancellationToken);
    }
}
