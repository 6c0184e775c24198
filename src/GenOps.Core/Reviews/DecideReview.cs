using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>
/// Approves, edits and approves, or rejects one flagged output. Decision, edit, time, its cost, audit entry and the wake-up of the run
/// are one transaction: whatever dies, either all of it happened or nothing.
/// </summary>
public sealed class DecideReview(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>How long a decision made on a page can be taken back; its run goes on after that. Others hold at once.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(10);

    /// <summary>Decides.</summary>
    /// <exception cref="AccessDeniedException">The actor has none of the task's roles.</exception>
    /// <exception cref="NotFoundException">There is no such task.</exception>
    /// <exception cref="InvalidInputException">A reason is missing, an edit cannot be taken, or the output cannot be approved as it is.</exception>
    /// <exception cref="ConflictException">Somebody was faster, or the output changed since it was shown. Nothing was stored.</exception>
    public async Task<ReviewDecisionResult> ExecuteAsync(Actor actor, ReviewDecisionRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        await DemandRoleAsync(actor, request.TaskId, cancellationToken);
        return await runner.RunAsync(actor, scope => StageAsync(scope, request), cancellationToken);
    }

    private static async Task<ReviewDecisionResult> StageAsync(CommandScope scope, ReviewDecisionRequest request)
    {
        var (db, actor, now, cancellationToken) = scope;
        var undoUntil = request.Channel == ReviewChannels.Page ? now + UndoTime : (DateTime?)null;

        var task = await TakeAsync(db, actor, request.TaskId, now, undoUntil, cancellationToken);
        var output = await db.Outputs.SingleAsync(o => o.Id == task.OutputId, cancellationToken);
        var shown = await LatestAsync(db, output, request.RevisionHash, cancellationToken);
        // The locked row says which revision is edited or approved.
        var edit = request.Verdict == ReviewVerdict.Edit
            ? scope.Before.Of($"edit of {output.Revision}", read => EditAsync(read, output, request.Edits!, cancellationToken))
            : null;
        if (request.Verdict == ReviewVerdict.Approve) scope.Before.Of($"approval of {output.Revision}", read => DemandFitAsync(read, output, cancellationToken));
        if (edit is not null) await OutputEditing.AddAsync(db, output, edit, actor.Name, now, cancellationToken);
        var revision = edit?.Revision.Hash ?? shown;

        var number = await db.ReviewDecisions.CountAsync(d => d.TaskId == task.Id, cancellationToken) + 1;
        var decision = Record(db, actor, request, task, number, revision, edit?.Diff ?? "", now);
        await MoveAsync(db, output, task, decision, undoUntil, cancellationToken);
        await ReviewLabour.BookAsync(db, actor, task, output, request.Verdict, request.ActiveSeconds, now, cancellationToken);
        scope.Record(Action(request.Verdict), "output", output.Id, Summary(request, task), Details(decision));
        // Its run does not go on before the decision can no longer be taken back.
        await RunWakes.AddAsync(db, task.RunId, undoUntil ?? now, cancellationToken);
        scope.Changed(task.RunId);
        return new ReviewDecisionResult(decision.Id, task.Id, output.Id, output.RunId, output.State, revision, undoUntil);
    }

    private static async Task<OutputEdit> EditAsync(
        GenOpsDbContext db, Output output, IReadOnlyDictionary<string, string> edits, CancellationToken cancellationToken) =>
        await (await ApprovalRules.OfAsync(db, output, cancellationToken)).EditAsync(db, output.Id, output.Revision, edits, cancellationToken);

    /// <returns>True; what does not fit throws.</returns>
    private static async Task<bool> DemandFitAsync(GenOpsDbContext db, Output output, CancellationToken cancellationToken)
    {
        var rules = await ApprovalRules.OfAsync(db, output, cancellationToken);
        var problems = await rules.ProblemsAsync(db, output.Id, output.Revision, cancellationToken);
        return problems.Count == 0 ? true : throw new InvalidInputException(problems);
    }

    private static void Check(ReviewDecisionRequest request)
    {
        if (request.Verdict == ReviewVerdict.Undone)
            throw new InvalidInputException("decision", "A decision cannot be to undo.", "Choose approve, edit or reject; a decision made on a page is taken back there.");
        if (request.Verdict == ReviewVerdict.Reject && string.IsNullOrWhiteSpace(request.Reason))
            throw new InvalidInputException("reason", "A rejection needs a reason.", "Say in a sentence what is wrong: whoever improves the pipeline reads it.");
        if (request.Verdict == ReviewVerdict.Edit && request.Edits is not { Count: > 0 })
            throw new InvalidInputException("text", "An edit needs the new text.", "Change something, or approve it as it is.");
        if (request.Verdict != ReviewVerdict.Edit && request.Edits is { Count: > 0 })
            throw new InvalidInputException("text", "There are changes, but the decision is not to edit.", "Decide for edit to keep them, or leave them out.");
    }

    /// <summary>Who may decide never changes, so it is asked before anything is locked.</summary>
    private async Task DemandRoleAsync(Actor actor, ReviewTaskId id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var roles = await db.ReviewTasks.Where(t => t.Id == id).Select(t => t.RoleNames).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException("There is no such review. It may belong to another database; the queue shows what waits.");
        actor.Require(Json.Deserialize<string[]>(roles)!);
    }

    /// <summary>Takes the locks (output, then task, as everybody does) and the task itself.</summary>
    private static async Task<ReviewTask> TakeAsync(
        GenOpsDbContext db, Actor actor, ReviewTaskId id, DateTime now, DateTime? undoUntil, CancellationToken cancellationToken)
    {
        var task = await db.ReviewTasks.AsNoTracking().SingleAsync(t => t.Id == id, cancellationToken);
        await db.Outputs.Where(o => o.Id == task.OutputId).LockAsync(db, cancellationToken);
        var taken = await db.ReviewTasks.Where(t => t.Id == id && t.State == ReviewState.Open)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, ReviewState.Decided).SetProperty(t => t.EndedAt, now).SetProperty(t => t.UndoUntil, undoUntil),
                cancellationToken);
        if (taken == 0) throw await TooLateAsync(db, id, cancellationToken);
        // Whoever else looks at it gives it back when they leave, with the minutes they spent.
        await db.ReviewClaims.Where(c => c.TaskId == id && c.UserId == actor.Id && c.ReleasedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ReleasedAt, now), cancellationToken);
        return task;
    }

    private static async Task<ConflictException> TooLateAsync(GenOpsDbContext db, ReviewTaskId id, CancellationToken cancellationToken)
    {
        var decision = await ReviewStanding.InForce(db).AsNoTracking().SingleOrDefaultAsync(d => d.TaskId == id, cancellationToken);
        return new ConflictException(decision is null
            ? "This review is closed: its run ended, or another review rejected the output. There is nothing left to decide."
            : $"{decision.ReviewerName} {Past(decision.Verdict)} this output on {decision.DecidedAt:yyyy-MM-dd HH:mm} UTC. Your decision was not stored; go on with the next one.");
    }

    /// <summary>The hash of the latest revision, which must be the one the reviewer saw.</summary>
    private static async Task<string> LatestAsync(GenOpsDbContext db, Output output, string? seen, CancellationToken cancellationToken)
    {
        var latest = await db.OutputRevisions.Where(r => r.OutputId == output.Id && r.Number == output.Revision)
            .Select(r => new { r.Hash, r.Author, r.CreatedAt }).SingleAsync(cancellationToken);
        if (seen is null || seen == latest.Hash) return latest.Hash;
        throw new ConflictException(
            $"{latest.Author} changed this output on {latest.CreatedAt:yyyy-MM-dd HH:mm} UTC, after it was shown to you. "
            + "Your decision was not stored: look at the new version, then decide.");
    }

    private static async Task MoveAsync(
        GenOpsDbContext db, Output output, ReviewTask task, ReviewDecision decision, DateTime? undoUntil, CancellationToken cancellationToken)
    {
        var (verdict, now) = (decision.Verdict, decision.DecidedAt);
        var others = db.ReviewTasks.Where(t => t.OutputId == output.Id && t.Id != task.Id && t.State == ReviewState.Open);
        if (verdict == ReviewVerdict.Reject)
        {
            OutputTransitions.Reject(output, now);
            // One "no" is enough: nobody else need look.
            await others.ExecuteUpdateAsync(
                set => set.SetProperty(t => t.State, ReviewState.Closed).SetProperty(t => t.EndedAt, now)
                    .SetProperty(t => t.ClosedBy, decision.Id).SetProperty(t => t.UndoUntil, undoUntil),
                cancellationToken);
        }
        else if (await others.AnyAsync(cancellationToken))
        {
            // Accepted is what every review of it accepted.
            output.Edited |= verdict == ReviewVerdict.Edit;
        }
        else
        {
            OutputTransitions.Approve(output, verdict == ReviewVerdict.Edit, now);
        }
    }

    private static ReviewDecision Record(
        GenOpsDbContext db, Actor actor, ReviewDecisionRequest request, ReviewTask task, int number, string revision, string diff, DateTime now)
    {
        var decision = new ReviewDecision
        {
            Id = Id.New<ReviewDecisionId>(),
            TaskId = task.Id,
            OutputId = task.OutputId,
            Number = number,
            Verdict = request.Verdict,
            RevisionHash = revision,
            Reason = request.Reason?.Trim() ?? "",
            Diff = diff,
            ReviewerId = actor.Id,
            ReviewerName = actor.Name,
            Channel = request.Channel,
            DecidedAt = now,
        };
        db.Add(decision);
        return decision;
    }

    private static string Action(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Approve => "review.approve",
        ReviewVerdict.Edit => "review.edit",
        _ => "review.reject",
    };

    private static string Past(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Approve => "approved",
        ReviewVerdict.Edit => "edited and approved",
        _ => "rejected",
    };

    private static string Summary(ReviewDecisionRequest request, ReviewTask task)
    {
        var past = Past(request.Verdict);
        var how = request.Channel == ReviewChannels.Page ? "" : $" through the {(request.Channel == ReviewChannels.Api ? "API" : "command line")}";
        var why = string.IsNullOrWhiteSpace(request.Reason) ? "" : $": {request.Reason.Trim()}";
        return $"{char.ToUpperInvariant(past[0])}{past[1..]} an output of run {task.RunId}{how}{why}";
    }

    // Put together by hand, since ids and hashes need no escaping and nothing of JSON is done under the write turn.
    private static string Details(ReviewDecision decision) =>
        $$"""{"decision":"{{decision.Id}}","revision":"{{decision.RevisionHash}}","task":"{{decision.TaskId}}"}""";
}
