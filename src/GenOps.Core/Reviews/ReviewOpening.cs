using GenOps.Core.Data;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>One rule that asks for a person.</summary>
/// <param name="Rule">As the definition writes it.</param>
/// <param name="Reason">What was found, in plain words.</param>
public sealed record FlagReason(string Rule, string Reason);

/// <summary>Puts an output before people, inside the caller's unit of work.</summary>
public static class ReviewOpening
{
    /// <summary>Flags the output and opens its task; the same again changes nothing, and a task that was closed opens again.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="output">Tracked, or just added.</param>
    /// <param name="step">The review step.</param>
    /// <param name="flags">Why; at least one.</param>
    /// <param name="roleNames">Who may decide, as <see cref="RoleNames"/> writes it.</param>
    /// <param name="instructions">What to look for; may be empty.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IllegalTransitionException">The output was rejected, delivered or withdrawn.</exception>
    public static async Task<ReviewTask> OpenAsync(
        GenOpsDbContext db, Output output, StepRunId step, IReadOnlyList<FlagReason> flags, string roleNames,
        string instructions, DateTime now, CancellationToken cancellationToken)
    {
        var task = db.ReviewTasks.Local.FirstOrDefault(t => t.StepRunId == step && t.OutputId == output.Id)
            ?? await db.ReviewTasks.SingleOrDefaultAsync(t => t.StepRunId == step && t.OutputId == output.Id, cancellationToken);
        if (task is { State: ReviewState.Decided }) return task;

        OutputTransitions.Flag(output);
        await AddFlagsAsync(db, output.Id, step, flags, now, cancellationToken);
        if (task is not null)
        {
            task.State = ReviewState.Open;
            (task.EndedAt, task.UndoUntil, task.ClosedBy) = (null, null, null);
            return task;
        }

        task = new ReviewTask
        {
            Id = Id.New<ReviewTaskId>(),
            OutputId = output.Id,
            RunId = output.RunId,
            StepRunId = step,
            PipelineId = output.PipelineId,
            Money = output.Money,
            RoleNames = roleNames,
            Instructions = instructions,
            OpenedAt = now,
        };
        db.Add(task);
        return task;
    }

    /// <summary>Roles as <see cref="ReviewTask.RoleNames"/> keeps them; none means reviewers.</summary>
    public static string RoleNames(IReadOnlyList<string> roles) => Json.Serialize(roles.Count > 0 ? roles : [Access.Roles.Reviewer]);

    private static async Task AddFlagsAsync(
        GenOpsDbContext db, OutputId output, StepRunId step, IReadOnlyList<FlagReason> flags, DateTime now, CancellationToken cancellationToken)
    {
        var known = await db.Flags.Where(f => f.OutputId == output && f.StepRunId == step).Select(f => f.Rule).ToListAsync(cancellationToken);
        known.AddRange(db.Flags.Local.Where(f => f.OutputId == output && f.StepRunId == step).Select(f => f.Rule));
        foreach (var flag in flags.Where(f => !known.Contains(f.Rule)))
        {
            db.Add(new Flag
            {
                Id = Id.New<FlagId>(),
                OutputId = output,
                StepRunId = step,
                Rule = flag.Rule,
                Reason = flag.Reason,
                RaisedAt = now,
            });
        }
    }
}
