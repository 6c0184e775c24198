using GenOps.Core.Calls;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>
/// The hot way of a plain step: one commit between two POSTs, shared with whatever else commits at that moment. It does only what it
/// knows; whatever else there is, be it a pause, a limit or an answer of no use, is left to the slow way, which goes on from what is recorded.
/// </summary>
public sealed class HotPath(
    IEngineStore store, HotLooks looks, HotQuestions questions, HotAnswers answers, IStepFence fence, NodeIdentity node, CallSpool spool,
    CallSender sender, CallSending sending, StepExecutor executor, StepBreaks breaks, RunPlaces places, RunChanges changes, BudgetAccounts accounts, GateMemory memory, IOptions<HotPathOptions> options, TimeProvider time, ILogger<HotPath> log)
{
    /// <summary>Begins what can be begun the hot way.</summary>
    /// <param name="run">The run, with what this worker has at hand of it.</param>
    /// <param name="room">How many steps at most.</param>
    /// <param name="isWorking">This worker has steps of the run under way; once it has none, everything is looked at.</param>
    /// <param name="stopping">This process stops; what is under way is finished, and nothing further begun.</param>
    /// <returns>The work that is under way, and whether there is anything else of the run to look at.</returns>
    internal async Task<(IReadOnlyList<Task> Working, bool IsMore)> BeginAsync(HotRun run, int room, bool isWorking, CancellationToken stopping)
    {
        if (!options.Value.Enabled || room <= 0 || !HotQuestions.Knows(run.Script)) return ([], true);
        var (ready, others) = await looks.FindAsync(run, room);
        if (run.Inputs is null || (ready.Count == 0 && !isWorking)) return ([], true);
        var begun = await Task.WhenAll(ready.Select(s => BeginAsync(run, s, stopping)));
        run.Refused.UnionWith(ready.Where((_, n) => begun[n] is null).Select(s => s.Id));
        var working = begun.OfType<Task>().ToList();
        return (working, others || working.Count < ready.Count);
    }

    /// <returns>The work on the step, once it is claimed; null where it was refused.</returns>
    private async Task<Task?> BeginAsync(HotRun run, StepRun step, CancellationToken stopping)
    {
        if (await questions.MakeAsync(run, step) is not { } question) return null;
        // From before its commit is queued it is under way here: nobody else of this node brings the call to an end.
        var trail = spool.Enter(question.Draft.Call);
        var unit = new ClaimUnit(run.Row, question, ClaimOf(run, question), time);
        try
        {
            await CrashPoints.ReachAsync(CrashPoint.Registered, run.Row.Id);
            if (await store.CommitAsync(unit))
            {
                question.Lease.Keep();
                RunTransitions.Reflect(run.Row, unit.Row.State);
                (run.Row.StartedAt, run.Row.Deadline) = (unit.Row.StartedAt, unit.Row.Deadline);
                changes.Publish(run.Row.Id);
                return Task.Run(() => GoAsync(run, new HotTurn(question, trail), stopping), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            log.LogWarning("The claim of step {Step} could not be committed: {Problem}", step.Id, e.Message);
            trail.Dispose();
            return Task.Run(() => UnsureAsync(run, question, stopping), CancellationToken.None);
        }

        trail.Dispose();
        await question.Lease.DisposeAsync();
        return null;
    }

    private ClaimPart ClaimOf(HotRun run, HotQuestion question) => new(
        question, node, run.Script.Definition.Timeout, AccountsOf(run, question.Draft.Route.Provider, time.UtcNow()));

    private AccountsPart AccountsOf(HotRun run, string provider, DateTime at) => new(accounts, memory, RunSnapshot.Of(run.Row), provider, at);

    /// <summary>Goes from step to step, as long as each leads to a next one.</summary>
    private async Task GoAsync(HotRun run, HotTurn first, CancellationToken stopping)
    {
        for (HotTurn? next = first; next is not null;)
        {
            var turn = next;
            CrashPoints.Follow(run.Row.Id);
            try
            {
                next = await TurnAsync(run, turn, stopping);
            }
            catch when (turn.Next is { } claimed)
            {
                claimed.Trail.Dispose();
                await UnsureAsync(run, claimed.Question, stopping);
                throw;
            }

            changes.Publish(run.Row.Id);
        }
    }

    private async Task<HotTurn?> TurnAsync(HotRun run, HotTurn turn, CancellationToken stopping)
    {
        var lease = turn.Question.Lease;
        try
        {
            await StepAsync(run, turn, stopping);
        }
        catch (Exception e) when (!turn.IsApplied)
        {
            turn.Trail.Dispose();
            await using (lease) await breaks.PutDownAsync(lease, run.Script, e, stopping);
        }

        turn.Trail.Dispose();
        if (turn.IsLeft) await executor.ExecuteAsync(lease, run.Script, stopping);
        else await lease.DisposeAsync();
        if (turn.Unsure is { } unsure) await UnsureAsync(run, unsure, stopping);
        if (turn.FreesPlace) await places.GiveAsync(run.Row.PipelineId, CancellationToken.None);
        if (turn is { IsApplied: true, Next: null }) await CrashPoints.ReachAsync(CrashPoint.Applied);
        return turn.Next;
    }

    /// <summary>Sends, keeps, reads and commits one answer.</summary>
    private async Task StepAsync(HotRun run, HotTurn turn, CancellationToken stopping)
    {
        var (lease, call, request) = (turn.Question.Lease, turn.Question.Call!, turn.Question.Draft.Request);
        if (turn.Follows) await CrashPoints.ReachAsync(CrashPoint.Applied);
        await CrashPoints.ReachAsync(CrashPoint.SendingRecorded);
        if (!lease.MaySend)
        {
            await sending.SupersedeAsync(call.Id, CallState.Sending, "The worker was stopped before it could send.", CancellationToken.None);
            turn.IsLeft = true;
            return;
        }

        var outcome = await sender.PostAsync(call, request, turn.Trail, lease);
        if (outcome is not SendOutcome.Answered answered)
        {
            await sender.RecordAsync(call, request, outcome, attemptsBefore: 0);
            turn.IsLeft = true;
            return;
        }

        var kept = await spool.KeepAsync(call.Id, answered);
        if (kept is not null) await CrashPoints.ReachAsync(CrashPoint.Spooled);
        if (await answers.ReadAsync(run, turn.Question, answered) is not { } answer || !await AppliedOrJoinedAsync(run, turn, answer, stopping))
        {
            await sender.RecordAsync(call, request, answered, attemptsBefore: 0);
            turn.IsLeft = true;
        }

        spool.Release(kept);
    }

    /// <summary>Commits an answer; that of the last item of a map, once it is known to be that, with what the map gives.</summary>
    private async Task<bool> AppliedOrJoinedAsync(HotRun run, HotTurn turn, HotAnswer answer, CancellationToken stopping) =>
        await AppliedAsync(run, turn, answer, stopping)
        || (turn.IsLast && await answers.JoinAsync(run, turn.Question, answer) is { } joined && await AppliedAsync(run, turn, joined, stopping));

    /// <returns>False where it was refused, or where it is not known whether it was committed: recording the answer again finds that out.</returns>
    private async Task<bool> AppliedAsync(HotRun run, HotTurn turn, HotAnswer answer, CancellationToken stopping)
    {
        await CrashPoints.ReachAsync(CrashPoint.ResultCommitting);
        var next = stopping.IsCancellationRequested ? null : await answers.NextAsync(run, turn.Question, answer);
        var trail = next is null ? null : spool.Enter(next.Draft.Call);
        var unit = new AnswerUnit(run, turn.Question, answer, fence, AccountsOf(run, answer.Call.Provider, answer.Call.CreatedAt), time, next, next is null ? null : ClaimOf(run, next));
        try
        {
            turn.IsApplied = await store.CommitAsync(unit);
        }
        catch (Exception e)
        {
            log.LogWarning("The answer of call {Call} could not be committed with its step: {Problem}", answer.Call.Id, e.Message);
            turn.Unsure = next;
            next = null;
        }

        if (turn.IsApplied) See(run, turn, answer, unit);
        turn.IsLast = !turn.IsApplied && unit.IsLast;
        if (next is null)
        {
            trail?.Dispose();
            return turn.IsApplied;
        }

        if (unit.NextTaken && turn.IsApplied)
        {
            next.Lease.Keep();
            turn.Next = new HotTurn(next, trail!) { Follows = true };
            return true;
        }

        trail!.Dispose();
        await next.Lease.DisposeAsync();
        return turn.IsApplied;
    }

    private static void See(HotRun run, HotTurn turn, HotAnswer answer, AnswerUnit unit)
    {
        run.See(unit.Heads);
        if (turn.Question.Lease.Step.Item == StepRun.NoItem) run.Keep(turn.Question.Definition.Id, answer.Given.Hash, HotAnswers.ValueOf(answer.Outcome));
        RunTransitions.Reflect(run.Row, unit.Row.State);
        turn.FreesPlace = unit.FreesPlace;
    }

    /// <summary>Leaves a step to the slow way of which nobody knows whether it is claimed: nothing was posted, and where there is a call, it says so.</summary>
    private async Task UnsureAsync(HotRun run, HotQuestion question, CancellationToken stopping)
    {
        question.Lease.Keep();
        try
        {
            await sending.SupersedeAsync(question.Draft.Call, CallState.Sending, "Its commit was broken off before it could be sent.", CancellationToken.None);
        }
        catch
        {
            // Whoever takes it up once the lease has run out finds out.
            await question.Lease.DisposeAsync();
            throw;
        }

        await executor.ExecuteAsync(question.Lease, run.Script, stopping);
    }
}
