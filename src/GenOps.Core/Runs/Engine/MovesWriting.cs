using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Writes what was decided after a step was worked on.</summary>
/// <param name="db">The context that read the board; its transaction is open.</param>
/// <param name="lease">The step's.</param>
/// <param name="script">Of its run.</param>
/// <param name="now">UTC.</param>
/// <param name="cancellationToken">Cancels.</param>
internal sealed class MovesWriting(GenOpsDbContext db, StepLease lease, RunScript script, DateTime now, CancellationToken cancellationToken)
{
    private readonly Run run = db.Runs.Local.Single(r => r.Id == lease.Run.Id);
    private readonly StepRun step = db.StepRuns.Local.Single(s => s.Id == lease.Step.Id);

    /// <summary>Writes the moves.</summary>
    /// <param name="moves">What was decided.</param>
    /// <param name="contents">What they put down.</param>
    /// <param name="outcome">By what: it says what was delivered, and what people have to look at.</param>
    /// <returns>Where the run stands then.</returns>
    public async Task<RunState> WriteAsync(RunMoves moves, MovesContents contents, StepOutcome outcome)
    {
        await MoveAsync(moves.Step, contents.Given);
        if (outcome is StepOutcome.Published published) await MarkPublishedAsync(published.Outputs);
        if (outcome is StepOutcome.Review review) await ReviewAsync(moves.Step, review.Plan);
        for (var item = 0; item < moves.Step.Items; item++) Begin(item);
        if (contents.List is { } list) await BlobStore.PutAsync(db, list, now, cancellationToken);
        await RunCourse.FollowAsync(db, run, script, moves.Following, contents.Drafts, now, cancellationToken);
        if (moves.Unreached is { } why) await RunCourse.CancelUnbegunAsync(db, run.Id, why, now, cancellationToken);
        await RunCourse.MoveAsync(db, run, moves.Run, now, cancellationToken);
        foreach (var due in moves.Wakes) await RunWakes.AddAsync(db, run.Id, due, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return run.State;
    }

    private async Task MoveAsync(StepMove move, BlobContent? given)
    {
        move.Apply(step, now);
        if (move.State != StepState.Succeeded) return;
        step.OutputHash = await BlobStore.PutAsync(db, given!, now, cancellationToken);
        await db.ModelCalls
            .Where(c => c.StepRunId == step.Id && c.Generation == step.Generation && c.State == CallState.Responded)
            .MoveAsync(CallState.Applied, also: null, cancellationToken);
    }

    private async Task MarkPublishedAsync(IReadOnlyList<OutputId> outputs)
    {
        foreach (var output in await db.Outputs.Where(o => outputs.Contains(o.Id)).ToListAsync(cancellationToken)) OutputTransitions.MarkPublished(output, now);
    }

    private async Task ReviewAsync(StepMove move, ReviewPlan plan)
    {
        var ids = move.Opened.Concat(move.Passed).ToList();
        foreach (var output in await db.Outputs.Where(o => ids.Contains(o.Id)).ToListAsync(cancellationToken))
        {
            if (plan.Flagged.TryGetValue(output.Id, out var reasons))
                await ReviewOpening.OpenAsync(db, output, step.Id, reasons, plan.RoleNames, plan.Instructions, now, cancellationToken);
            else OutputTransitions.ApproveByRule(output, now);
        }
    }

    private void Begin(int item)
    {
        var next = new StepRun
        {
            Id = Id.New<StepRunId>(),
            RunId = step.RunId,
            StepId = step.StepId,
            Kind = step.Kind,
            Item = item,
            Position = step.Position,
            ReadyAt = now,
        };
        db.Add(StepTransitions.Begin(next, StepState.Ready));
    }
}
