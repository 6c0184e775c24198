using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers;

/// <summary>
/// Takes a decision made on a page back, as long as its run waits for it. A further decision says so; nothing that was written is
/// changed, and the minutes spent stay a cost. It is here and not with the reviews, since only the step knows whether the run has gone on.
/// </summary>
public sealed class UndoReview(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>Takes it back: the output is flagged again, and its review open.</summary>
    /// <returns>The review that is open again.</returns>
    /// <exception cref="AccessDeniedException">The actor has none of the review's roles any more.</exception>
    /// <exception cref="NotFoundException">There is no such decision.</exception>
    /// <exception cref="ConflictException">It is somebody else's, its time is over, or something follows from it already. Nothing was stored.</exception>
    public async Task<ReviewTaskId> ExecuteAsync(Actor actor, ReviewDecisionId id, CancellationToken cancellationToken)
    {
        var (decision, task, steps) = await FindAsync(id, cancellationToken);
        actor.Require([.. task.Roles()]);
        if (actor.Id is null || decision.ReviewerId != actor.Id || decision.Verdict == ReviewVerdict.Undone)
            throw new ConflictException($"{decision.ReviewerName} made this decision; nobody else can take it back.");
        return await runner.RunAsync(actor, scope => StageAsync(scope, decision, task, steps), cancellationToken);
    }

    private static async Task<ReviewTaskId> StageAsync(CommandScope scope, ReviewDecision decision, ReviewTask task, List<StepRunId> steps)
    {
        var (db, actor, now, cancellationToken) = scope;
        await LockWaitingAsync(db, task.RunId, steps, cancellationToken);
        var output = await LockOutputAsync(db, decision, cancellationToken);
        await ReopenAsync(db, decision, now, cancellationToken);
        await TakeBackAsync(db, actor, output, decision, now, cancellationToken);
        scope.Record("review.undo", "output", output.Id, $"Took a decision on an output of run {task.RunId} back");
        scope.Changed(task.RunId);
        return task.Id;
    }

    /// <summary>The decision, its review, and the steps that wait for it: those of reviews that its rejection closed wait as well.</summary>
    private async Task<(ReviewDecision Decision, ReviewTask Task, List<StepRunId> Steps)> FindAsync(ReviewDecisionId id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var decision = await db.ReviewDecisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such decision. The list of decisions shows what was decided.");
        var tasks = await db.ReviewTasks.AsNoTracking().Where(t => t.Id == decision.TaskId || t.ClosedBy == id).ToListAsync(cancellationToken);
        return (decision, tasks.Single(t => t.Id == decision.TaskId), [.. tasks.Select(t => t.StepRunId).Distinct()]);
    }

    /// <summary>Locks run and steps, in the order in which a worker does; a step that went on cannot be called back.</summary>
    private static async Task LockWaitingAsync(GenOpsDbContext db, RunId run, List<StepRunId> steps, CancellationToken cancellationToken)
    {
        await RunLock.TakeAsync(db, run, cancellationToken);
        var waiting = await db.StepRuns.Where(s => steps.Contains(s.Id) && s.State == StepState.WaitingForReview)
            .LockAsync(db, cancellationToken);
        if (waiting < steps.Count) throw new ConflictException("The run has gone on or ended since this decision, so it stays.");
    }

    private static async Task<Output> LockOutputAsync(GenOpsDbContext db, ReviewDecision decision, CancellationToken cancellationToken)
    {
        await db.Outputs.Where(o => o.Id == decision.OutputId).LockAsync(db, cancellationToken);
        if (await ReviewStanding.InForce(db).Where(d => d.OutputId == decision.OutputId && d.TaskId != decision.TaskId && d.DecidedAt >= decision.DecidedAt)
            .Select(d => d.ReviewerName).FirstOrDefaultAsync(cancellationToken) is { } other)
            throw new ConflictException($"{other} has decided on this output since, so your decision stays.");
        return await db.Outputs.SingleAsync(o => o.Id == decision.OutputId, cancellationToken);
    }

    /// <summary>Opens the review again, and those that its rejection closed.</summary>
    private static async Task ReopenAsync(GenOpsDbContext db, ReviewDecision decision, DateTime now, CancellationToken cancellationToken)
    {
        var inForce = ReviewStanding.InForce(db).Where(d => d.Id == decision.Id);
        var decided = db.ReviewTasks.Where(t => t.Id == decision.TaskId && t.State == ReviewState.Decided && t.UndoUntil > now && inForce.Any());
        if (await OpenAsync(decided, cancellationToken) == 0)
            throw new ConflictException($"A decision can be taken back for {DecideReview.UndoTime.TotalSeconds:0} seconds; they are over.");
        await OpenAsync(db.ReviewTasks.Where(t => t.ClosedBy == decision.Id && t.State == ReviewState.Closed), cancellationToken);
    }

    private static Task<int> OpenAsync(IQueryable<ReviewTask> tasks, CancellationToken cancellationToken) => tasks.ExecuteUpdateAsync(
        set => set.SetProperty(t => t.State, ReviewState.Open).SetProperty(t => t.EndedAt, (DateTime?)null)
            .SetProperty(t => t.UndoUntil, (DateTime?)null).SetProperty(t => t.ClosedBy, (ReviewDecisionId?)null),
        cancellationToken);

    private static async Task TakeBackAsync(
        GenOpsDbContext db, Actor actor, Output output, ReviewDecision decision, DateTime now, CancellationToken cancellationToken)
    {
        var edited = await ReviewStanding.InForce(db)
            .AnyAsync(d => d.OutputId == output.Id && d.Id != decision.Id && d.Verdict == ReviewVerdict.Edit, cancellationToken);
        OutputTransitions.TakeDecisionBack(output, edited);
        // Nobody decided on it since, so the revision before the edit is the one that was shown.
        var revision = decision.Verdict == ReviewVerdict.Edit
            ? await OutputEditing.RestoreAsync(db, output, output.Revision - 1, actor.Name, now, cancellationToken)
            : decision.RevisionHash;
        db.Add(new ReviewDecision
        {
            Id = Id.New<ReviewDecisionId>(),
            TaskId = decision.TaskId,
            OutputId = decision.OutputId,
            Number = decision.Number + 1,
            Undoes = decision.Id,
            Verdict = ReviewVerdict.Undone,
            RevisionHash = revision,
            ReviewerId = actor.Id,
            ReviewerName = actor.Name,
            Channel = ReviewChannels.Page,
            DecidedAt = now,
        });
    }
}
