using GenOps.Core.Inference.Protocol;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine;

/// <summary>What becomes of a step by what came of working on it.</summary>
internal static class StepDecision
{
    /// <summary>A step that waits for room looks for itself after this, should nobody have woken it.</summary>
    private static readonly TimeSpan QueueLook = TimeSpan.FromSeconds(30);

    /// <summary>Decides; the same facts give the same move.</summary>
    public static StepMove Of(RunBoard board, StepOutcome outcome, DateTime now)
    {
        var move = outcome switch
        {
            StepOutcome.Done done => Succeed(done),
            StepOutcome.Published => new StepMove(StepState.Succeeded),
            StepOutcome.Skipped skipped => new StepMove(StepState.Skipped, skipped.Reason),
            StepOutcome.Failed failed => new StepMove(StepState.Failed, failed.Reason),
            StepOutcome.Stopped or StepOutcome.Held or StepOutcome.BrokenOff when board.Run.TimedOut => new StepMove(StepState.Cancelled, RunDecision.TimeOver),
            StepOutcome.Stopped stopped when board.Run.CancelRequested => new StepMove(StepState.Cancelled, stopped.Reason),
            StepOutcome.Stopped stopped => new StepMove(StepState.Ready, stopped.Reason) { ReadyAt = now, Wake = now },
            StepOutcome.Wait wait => LetWait(wait.Cause, wait.Reason, wait.Until, wait.Until) with { Wake = wait.Until },
            StepOutcome.Queued queued when board.Parked => LetWait(queued.Cause, queued.Reason, now + QueueLook, null),
            // What it waited for happened since.
            StepOutcome.Queued queued => LetWait(queued.Cause, queued.Reason, now, null) with { Wake = now },
            StepOutcome.Held or StepOutcome.BrokenOff when board.Run.CancelRequested => new StepMove(StepState.Cancelled, "The run was cancelled."),
            StepOutcome.Held held => Hold(board.Pause, held),
            StepOutcome.BrokenOff broken => BreakOff(board.Exceptions, broken, now),
            StepOutcome.Expanded { Items: 0 } => new StepMove(StepState.Succeeded, "The list was empty."),
            StepOutcome.Expanded expanded => new StepMove(StepState.Expanded) { Items = expanded.Items },
            StepOutcome.Review review => Review(board, review.Plan),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        return outcome is StepOutcome.BrokenOff ? move : move with { Exceptions = board.Exceptions };
    }

    private static StepMove Succeed(StepOutcome.Done done) =>
        new(StepState.Succeeded, done.Note) { Score = done.Score, Missing = done.Missing, SchemaValid = done.SchemaValid };

    private static StepMove LetWait(WaitCause cause, string why, DateTime? readyAt, DateTime? until) =>
        new(StepState.Ready, why) { Wait = cause, ReadyAt = readyAt, Until = until };

    /// <summary>What waits for a provider is left alone until that is resumed, or the step goes elsewhere.</summary>
    private static StepMove Hold(Hold? pause, StepOutcome.Held held) => pause is null
        ? LetWait(held.Cause, held.Reason, null, held.Until)
        : LetWait(new WaitCause(WaitKind.Hold, pause.Target), $"Paused by {pause.By}: {pause.Reason}", null, pause.Until) with
        {
            HeldFor = pause.Scope == HoldScope.Provider ? pause.Target : "",
        };

    /// <summary>It is tried again after a growing wait, or fails when it threw too often without a newly recorded answer.</summary>
    private static StepMove BreakOff(int before, StepOutcome.BrokenOff broken, DateTime now)
    {
        var exceptions = before + (broken.Counts ? 1 : 0);
        if (exceptions >= StepBreaks.MostExceptions)
            return new StepMove(StepState.Failed, $"It broke off three times. The last time: {broken.Reason}") { Exceptions = exceptions };
        var again = now + (broken.Pause * Math.Max(1, (2 * exceptions) - 1));
        var problem = broken.Counts ? $"It broke off {exceptions} of {StepBreaks.MostExceptions} times and is tried again: {broken.Reason}" : broken.Reason;
        return LetWait(new WaitCause(WaitKind.Retry), problem, again, again) with { Wake = again, Exceptions = exceptions };
    }

    private static StepMove Review(RunBoard board, ReviewPlan plan)
    {
        var opened = board.Outputs.Where(o => plan.Flagged.ContainsKey(o.Id) && !board.Decided.Contains(o.Id)).Select(o => o.Id).ToList();
        var passed = board.Outputs.Where(o => o.State == OutputState.Drafted && plan.Passed.Contains(o.Id)).Select(o => o.Id).ToHashSet();
        if (opened.Count > 0)
        {
            return new StepMove(StepState.WaitingForReview, opened.Count == 1 ? "One output waits for a person." : $"{opened.Count} outputs wait for a person.")
            {
                Wait = new WaitCause(WaitKind.Person),
                Opened = opened,
                Passed = [.. passed],
            };
        }

        var step = (ReviewStep)board.Script.Definition.Step(board.Step.StepId);
        var names = ReviewStepKind.OutputsOf(board.Script.Definition, step.Of).Select(o => o.Name).ToList();
        var all = board.Outputs.Where(o => names.Contains(o.Name)).ToList();
        return new StepMove(StepState.Succeeded)
        {
            Passed = [.. passed],
            Reviewed = (all.Count(o => o.Accepted || passed.Contains(o.Id)), all.Count(o => o.State == OutputState.Rejected)),
        };
    }
}
