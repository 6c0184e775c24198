using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// T4 of the protocol: one transaction, fenced by the lease, that puts down what came of a step and what follows from it.
/// Either all of it happens or the step is done again from its recorded calls.
/// </summary>
public sealed class StepCompletion(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>A step that waits for room looks for itself after this, should nobody have woken it.</summary>
    private static readonly TimeSpan QueueLook = TimeSpan.FromSeconds(30);

    /// <summary>Applies an outcome.</summary>
    /// <returns>False when the step belongs to another worker now; then nothing was changed.</returns>
    public async Task<bool> ApplyAsync(StepLease lease, RunScript script, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var made = new MadeContents(new Beforehand(factory));
        // Written and hashed as long as it is, before anybody has to wait for it.
        var output = outcome switch
        {
            StepOutcome.Done done => made.Keep(StepContents.Of(done.Output)),
            StepOutcome.Published published => made.Keep(StepContents.Of(published.Receipt)),
            StepOutcome.Expanded { Items: 0 } => made.Keep(StepContents.Of(new JsonArray())),
            _ => null,
        };
        await new StepForesight(factory, made).ForeseeAsync(lease, script, outcome, output, cancellationToken);
        return await made.GoAsync(() => ApplyAsync(lease, script, outcome, output, made, cancellationToken), cancellationToken);
    }

    private async Task<bool> ApplyAsync(
        StepLease lease, RunScript script, StepOutcome outcome, BlobContent? output, MadeContents made, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (!await lease.FenceAsync(db, cancellationToken)) return false;
        var run = await db.Runs.SingleAsync(r => r.Id == lease.Run.Id, cancellationToken);
        var step = await db.StepRuns.SingleAsync(s => s.Id == lease.Step.Id, cancellationToken);
        var now = time.UtcNow();
        step.LeaseOwner = "";
        step.LeaseUntil = null;
        step.HeldFor = "";
        if (outcome is StepOutcome.Held && lease.HeldBy is { } pause)
        {
            outcome = new StepOutcome.Held(new WaitCause(WaitKind.Hold, pause.Target), $"Paused by {pause.By}: {pause.Reason}", pause.Until);
            // What waits for a provider is left alone until that is resumed, or the step goes elsewhere.
            if (pause.Scope == HoldScope.Provider) step.HeldFor = pause.Target;
        }

        await PutDownAsync(db, made, run, script, step, outcome, output, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (StepRun.IsFinal(step.State))
        {
            // Drafting may be what throws, and a run that fails by it delivers nothing.
            if (outcome is not StepOutcome.BrokenOff) await OutputAssembly.DraftCompleteAsync(db, made, run, script, [step], now, cancellationToken);
            await RunCourse.AfterStepAsync(db, made, run, script, step, now, cancellationToken);
        }

        await RunCourse.SettleAsync(db, run, now, cancellationToken);
        await WakeIfReleasedAsync(db, lease, step, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        RunTransitions.Reflect(lease.Run, run.State);
        return true;
    }

    /// <summary>A pause that ended while the step was being put down woke nobody for it.</summary>
    private static async Task WakeIfReleasedAsync(GenOpsDbContext db, StepLease lease, StepRun step, DateTime now, CancellationToken cancellationToken)
    {
        if (step.State != StepState.Ready || lease.HeldBy is not { } pause) return;
        if (!await HoldQuery.Active(db, now).AnyAsync(h => h.Id == pause.Id, cancellationToken)) await RunWakes.AddAsync(db, step.RunId, now, cancellationToken);
    }

    private static async Task PutDownAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, StepRun step, StepOutcome outcome, BlobContent? output, DateTime now,
        CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case StepOutcome.Done done:
                await SucceedAsync(db, step, done, output!, now, cancellationToken);
                break;
            case StepOutcome.Published published:
                await MarkPublishedAsync(db, published, now, cancellationToken);
                await SucceedAsync(db, step, new StepOutcome.Done(published.Receipt), output!, now, cancellationToken);
                break;
            case StepOutcome.Skipped skipped:
                End(step, StepState.Skipped, skipped.Reason, now);
                break;
            case StepOutcome.Failed failed:
                End(step, StepState.Failed, failed.Reason, now);
                break;
            case StepOutcome.Stopped or StepOutcome.Held or StepOutcome.BrokenOff when run.TimedOutAt is not null:
                End(step, StepState.Cancelled, RunCourse.TimeOver, now);
                break;
            case StepOutcome.Stopped stopped when run.CancelRequested:
                End(step, StepState.Cancelled, stopped.Reason, now);
                break;
            case StepOutcome.Stopped stopped:
                StepTransitions.Move(step, StepState.Ready);
                (step.ReadyAt, step.Problem) = (now, stopped.Reason);
                step.WaitNoMore();
                await RunWakes.AddAsync(db, run.Id, now, cancellationToken);
                break;
            case StepOutcome.Wait wait:
                StepTransitions.LetWait(step, wait.Cause, wait.Until, wait.Until, wait.Reason, now);
                await RunWakes.AddAsync(db, run.Id, wait.Until, cancellationToken);
                break;
            case StepOutcome.Queued queued:
                await QueueAsync(db, step, queued, now, cancellationToken);
                break;
            case StepOutcome.Held or StepOutcome.BrokenOff when run.CancelRequested:
                End(step, StepState.Cancelled, "The run was cancelled.", now);
                break;
            case StepOutcome.Held held:
                StepTransitions.LetWait(step, held.Cause, null, held.Until, held.Reason, now);
                break;
            case StepOutcome.BrokenOff broken:
                await BreakOffAsync(db, step, broken, now, cancellationToken);
                break;
            case StepOutcome.Expanded expanded:
                await ExpandAsync(db, step, expanded.Items, output, now, cancellationToken);
                break;
            case StepOutcome.Review review:
                await OpenReviewsAsync(db, made, run, script, step, review.Plan, now, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    /// <summary>Lets go of a step that waits for room, unless what it waited for happened since: then it is ready at once.</summary>
    private static async Task QueueAsync(GenOpsDbContext db, StepRun step, StepOutcome.Queued queued, DateTime now, CancellationToken cancellationToken)
    {
        var parked = await db.BudgetWaits.Where(w => w.StepRunId == step.Id)
            .ExecuteUpdateAsync(w => w.SetProperty(x => x.Parked, true), cancellationToken) > 0;
        StepTransitions.LetWait(step, queued.Cause, parked ? now + QueueLook : now, null, queued.Reason, now);
        if (!parked) await RunWakes.AddAsync(db, step.RunId, now, cancellationToken);
    }

    private static async Task SucceedAsync(
        GenOpsDbContext db, StepRun step, StepOutcome.Done done, BlobContent made, DateTime now, CancellationToken cancellationToken)
    {
        step.OutputHash = await BlobStore.PutAsync(db, made, now, cancellationToken);
        step.Score = done.Score;
        step.Missing = done.Missing;
        step.SchemaValid = done.SchemaValid;
        End(step, StepState.Succeeded, done.Note, now);
        await db.ModelCalls
            .Where(c => c.StepRunId == step.Id && c.Generation == step.Generation && c.State == CallState.Responded)
            .MoveAsync(CallState.Applied, also: null, cancellationToken);
    }

    private static async Task MarkPublishedAsync(GenOpsDbContext db, StepOutcome.Published published, DateTime now, CancellationToken cancellationToken)
    {
        var ids = published.Outputs;
        foreach (var output in await db.Outputs.Where(o => ids.Contains(o.Id)).ToListAsync(cancellationToken))
            OutputTransitions.MarkPublished(output, now);
    }

    private static async Task ExpandAsync(GenOpsDbContext db, StepRun step, int items, BlobContent? list, DateTime now, CancellationToken cancellationToken)
    {
        if (items == 0)
        {
            await SucceedAsync(db, step, new StepOutcome.Done(new JsonArray(), Note: "The list was empty."), list!, now, cancellationToken);
            return;
        }

        StepTransitions.Move(step, StepState.Expanded);
        for (var item = 0; item < items; item++)
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

    private static async Task OpenReviewsAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, StepRun step, ReviewPlan plan, DateTime now, CancellationToken cancellationToken)
    {
        var ids = plan.Flagged.Keys.Concat(plan.Passed).ToList();
        var outputs = await db.Outputs.Where(o => ids.Contains(o.Id)).ToListAsync(cancellationToken);
        var open = 0;
        foreach (var output in outputs)
        {
            if (plan.Flagged.TryGetValue(output.Id, out var reasons))
            {
                var task = await ReviewOpening.OpenAsync(db, output, step.Id, reasons, plan.RoleNames, plan.Instructions, now, cancellationToken);
                if (task.State == ReviewState.Open) open++;
            }
            else if (output.State == OutputState.Drafted)
            {
                OutputTransitions.ApproveByRule(output, now);
            }
        }

        if (open > 0)
        {
            StepTransitions.Move(step, StepState.WaitingForReview);
            step.WaitFor(new WaitCause(WaitKind.Person), null, now);
            step.ReadyAt = null;
            step.Problem = open == 1 ? "One output waits for a person." : $"{open} outputs wait for a person.";
            return;
        }

        var names = ReviewStepKind.OutputsOf(script.Definition, ((Pipelines.Definitions.ReviewStep)script.Definition.Step(step.StepId)).Of).Select(o => o.Name).ToList();
        var all = await db.Outputs.Where(o => o.RunId == run.Id && names.Contains(o.Name)).ToListAsync(cancellationToken);
        await SucceedAsync(db, step, ReviewStepKind.Decided(all), StepContents.OfDecided(made, all), now, cancellationToken);
    }

    /// <summary>Tries it again after a growing wait, or fails it when it threw too often without a newly recorded answer.</summary>
    private static async Task BreakOffAsync(GenOpsDbContext db, StepRun step, StepOutcome.BrokenOff broken, DateTime now, CancellationToken cancellationToken)
    {
        if (broken.Counts) step.Exceptions++;
        if (step.Exceptions >= StepBreaks.MostExceptions)
        {
            End(step, StepState.Failed, $"It broke off three times. The last time: {broken.Reason}", now);
            return;
        }

        var wait = now + (broken.Pause * Math.Max(1, (2 * step.Exceptions) - 1));
        var problem = broken.Counts ? $"It broke off {step.Exceptions} of {StepBreaks.MostExceptions} times and is tried again: {broken.Reason}" : broken.Reason;
        StepTransitions.LetWait(step, new WaitCause(WaitKind.Retry), wait, wait, problem, now);
        await RunWakes.AddAsync(db, step.RunId, wait, cancellationToken);
    }

    private static void End(StepRun step, StepState state, string note, DateTime now)
    {
        StepTransitions.Move(step, state);
        (step.Problem, step.EndedAt, step.ReadyAt) = (note, now, null);
        step.WaitNoMore();
    }
}
