using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// Makes what will follow from an outcome, as far as it can be seen before the transaction that puts it down, so that this need not
/// begin again. What changes in between is made then.
/// </summary>
internal sealed class StepForesight(IDbContextFactory<GenOpsDbContext> factory, MadeContents made)
{
    /// <summary>Looks at the rows as they stand, and as they would be.</summary>
    /// <param name="lease">The step's.</param>
    /// <param name="script">Of its run.</param>
    /// <param name="outcome">What came of the step.</param>
    /// <param name="output">What it gave; null for nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ForeseeAsync(
        StepLease lease, RunScript script, StepOutcome outcome, BlobContent? output, CancellationToken cancellationToken)
    {
        if (outcome is StepOutcome.Review { Plan.Flagged.Count: 0 } review)
        {
            await made.GoAsync(() => DecideAsync(lease, script, review.Plan, cancellationToken), cancellationToken);
            return;
        }

        StepState? state = outcome switch
        {
            StepOutcome.Done or StepOutcome.Published or StepOutcome.Expanded { Items: 0 } => StepState.Succeeded,
            StepOutcome.Skipped => StepState.Skipped,
            _ => null,
        };
        var follows = lease.Step.Item != StepRun.NoItem || script.Definition.Outputs.Any(o => o.Artifacts.Contains(lease.Step.StepId));
        if (state is { } end && follows) await made.GoAsync(() => EndAsync(lease, script, end, output, cancellationToken), cancellationToken);
    }

    /// <summary>Every attempt reads the rows anew into a context that is never saved.</summary>
    private async Task<bool> EndAsync(
        StepLease lease, RunScript script, StepState state, BlobContent? output, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var step = await db.StepRuns.SingleAsync(s => s.Id == lease.Step.Id, cancellationToken);
        // Somebody else has the step by now, and what follows is theirs to make.
        if (!StepTransitions.Moves.Allows(step.State, state)) return true;
        StepTransitions.Move(step, state);
        step.OutputHash = output?.Hash;
        await OutputAssembly.CompleteAsync(db, made, lease.Run, script, [step], cancellationToken);
        if (step.Item == StepRun.NoItem) return true;
        if (await RunCourse.JoinAsync(db, made, lease.Run, step, default, cancellationToken) is var (parent, _))
            await OutputAssembly.CompleteAsync(db, made, lease.Run, script, [parent], cancellationToken);
        return true;
    }

    private async Task<bool> DecideAsync(StepLease lease, RunScript script, ReviewPlan plan, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var step = (ReviewStep)script.Definition.Step(lease.Step.StepId);
        var names = ReviewStepKind.OutputsOf(script.Definition, step.Of).Select(o => o.Name).ToList();
        var outputs = await db.Outputs.Where(o => o.RunId == lease.Run.Id && names.Contains(o.Name)).ToListAsync(cancellationToken);
        foreach (var output in outputs.Where(o => o.State == OutputState.Drafted && plan.Passed.Contains(o.Id)))
            OutputTransitions.ApproveByRule(output, default);
        StepContents.OfDecided(made, outputs);
        return true;
    }
}
