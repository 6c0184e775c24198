using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// Brings one call of a step to an answer by the paid-call protocol. It starts from what is recorded:
/// after a crash the same code finds the rows of its former life and goes on from there, so no recorded answer is paid again.
/// </summary>
public sealed class CallProtocol(
    CallIntents intents, CallLog calls, CallSending sending, CallSender sender, CallDoubt doubts, DoubtSettlement settlement, CallSpool spool,
    IProviderRegistry providers, IOptions<RecoveryOptions> options, TimeProvider time)
{
    /// <summary>A wait up to this long is spent in place; a longer one ends the job.</summary>
    private static readonly TimeSpan PatientWait = TimeSpan.FromSeconds(2);

    /// <summary>The answer of the call, from the record or from the provider; or why there is none.</summary>
    public async Task<CallResult> ExecuteAsync(CallTicket ticket, ICallGate gate, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempts = await calls.AttemptsAsync(ticket, cancellationToken);
            if (attempts.LastOrDefault() is { State: CallState.Sending or CallState.InDoubt } open)
            {
                // An answer that is on its way, or in the spool, is the call's, and nothing else may become of it meanwhile.
                if (spool.IsUnderWay(open.Id)) return Busy();
                if (await RecoverAsync(open, cancellationToken) is (true, var waits))
                {
                    if (waits is not null) return waits;
                    continue;
                }
            }

            var result = NextAct.Of(attempts, settlement.FactsOf(attempts.LastOrDefault(), gate)) switch
            {
                NextAct.Begin begin => await BeginAsync(ticket, gate, begin.Attempt, attempts, cancellationToken),
                NextAct.UseAnswer use => await RecordedAsync(ticket, use.Call, cancellationToken),
                NextAct.TakeUp take => await TakeUpAsync(ticket, take.Call, gate, cancellationToken),
                NextAct.PutInDoubt lost => await DoubtAsync(lost.Call, cancellationToken),
                NextAct.AskAgain again => await RetryAsync(ticket, attempts, again.Refused, gate, cancellationToken),
                NextAct.Fail fail => new CallResult.Failed(fail.Reason),
                var settle => await settlement.SettleAsync(settle, gate, cancellationToken),
            };
            if (result is not null) return result;
        }
    }

    /// <summary>The recorded answer, once it is certain that it answers the question the step asks now.</summary>
    private async Task<CallResult> RecordedAsync(CallTicket ticket, ModelCall call, CancellationToken cancellationToken)
    {
        var provider = providers.Get(call.Provider);
        var request = provider.Compose(ticket.Request(call.Model), call.Id);
        if (BlobHash.Of(request.Body) != call.RequestHash)
        {
            return new CallResult.Failed(
                $"The recorded call {call.Id} was made with another request than this step makes now, so its answer cannot be reused. "
                + "Start a new run; the recorded answer and its cost stay where they are.");
        }

        var answer = await calls.AnswerAsync(call, cancellationToken);
        return new CallResult.Answered(call.Id, AnswerReading.Read(provider, request, answer, call.AnswerCutAt));
    }

    private async Task<CallResult?> BeginAsync(
        CallTicket ticket, ICallGate gate, int attempt, List<ModelCall> attempts, CancellationToken cancellationToken)
    {
        try
        {
            var refusals = Failover.GivenUp(attempts, PatientWait);
            var intent = await intents.IntendAsync(ticket, gate, attempt, refusals, cancellationToken);
            // Every route refused it: the first is asked again when it allows.
            if (intent.Gate == Gate.NoRoute) intent = await intents.IntendAsync(ticket, gate, attempt, refusals with { Routes = RouteRefusals.None.Routes }, cancellationToken);
            if (intent is { Gate: Gate.Waiting, Until: { } until }) return await PatientAsync(intent.Cause, until, intent.Reason, cancellationToken);
            if (intent.Call is not { } call) return intent.Refusal();
            await CrashPoints.ReachAsync(CrashPoint.Intended);
            return await SendAsync(call, intent.Request, gate, cancellationToken);
        }
        catch (NoRouteException e)
        {
            return new CallResult.Failed(e.Message);
        }
    }

    /// <summary>A former life recorded it and did not send it. Rerouted since, it never will be.</summary>
    private async Task<CallResult?> TakeUpAsync(CallTicket ticket, ModelCall intent, ICallGate gate, CancellationToken cancellationToken)
    {
        var route = await intents.PresentRouteAsync(ticket, cancellationToken);
        if (route is null || Goes(intent, route)) return await SendAsync(intent, null, gate, cancellationToken);
        await sending.SupersedeAsync(intent.Id, CallState.Intent, "Rerouted before it was sent.", cancellationToken);
        return null;
    }

    /// <param name="call">An intent.</param>
    /// <param name="request">As this life recorded it; null for a former life's, whose answer must be shown to fit what the step asks now.</param>
    /// <param name="gate">Asked once more.</param>
    /// <param name="cancellationToken">Cancels, until it is sent.</param>
    private async Task<CallResult?> SendAsync(ModelCall call, CanonicalRequest? request, ICallGate gate, CancellationToken cancellationToken)
    {
        if (spool.IsUnderWay(call.Id)) return Busy();
        using var trail = spool.Enter(call.Id);
        var answer = await sending.BeginAsync(call, gate, cancellationToken);
        if (answer != Gate.Open)
        {
            // What is not sent now keeps no room in a budget; the step makes a new intent when it goes on.
            if (answer == Gate.Cancelled) await sending.SupersedeAsync(call.Id, CallState.Intent, "The run was cancelled before it was sent.", cancellationToken);
            if (answer == Gate.TimedOut) await sending.SupersedeAsync(call.Id, CallState.Intent, "The time was over before it was sent.", cancellationToken);
            if (answer == Gate.Held) await sending.SupersedeAsync(call.Id, CallState.Intent, "It was held before it was sent.", cancellationToken);
            return new Intent(answer).Refusal();
        }

        await CrashPoints.ReachAsync(CrashPoint.SendingRecorded);
        if (!gate.MaySend)
        {
            // Nothing was posted, and this process was away too long to start now.
            await sending.SupersedeAsync(call.Id, CallState.Sending, "The worker was stopped before it could send.", cancellationToken);
            return new CallResult.Stopped("The lease ran out before the call was sent.");
        }

        var sent = request ?? await calls.RequestAsync(call, cancellationToken);
        var recorded = await sender.RecordAsync(call, sent, await sender.PostAsync(call, sent, trail, gate), attemptsBefore: call.Attempt);
        return recorded is not null && request is not null ? new CallResult.Answered(call.Id, recorded) : null;
    }

    private static bool Goes(ModelCall call, Route route) => (call.Provider, call.Model) == (route.Provider, route.Model);

    /// <summary>A former life recorded that it was sending. We hold the lease, so nobody else is.</summary>
    private async Task<CallResult?> DoubtAsync(ModelCall call, CancellationToken cancellationToken)
    {
        var why = spool.SetAside(call.Id) is { } file
            ? $"Its answer arrived, and the file that kept it ({file}) cannot be read."
            : "Work on it broke off while it was under way, and no answer of it was kept.";
        await doubts.BeginAsync(call.Id, why, null, ofProvider: false, cancellationToken);
        return null;
    }

    /// <summary>An answer in the spool is the call's, and while it cannot be recorded nothing else may become of the call.</summary>
    private async Task<(bool IsThere, CallResult? Result)> RecoverAsync(ModelCall call, CancellationToken cancellationToken) =>
        await spool.TakeAsync(call.Id, cancellationToken) switch
        {
            SpoolRecovery.Recorded => (true, null),
            SpoolRecovery.Waiting => (true, new CallResult.Wait(
                new WaitCause(WaitKind.Retry), time.UtcNow() + (options.Value.LookUpPause * 6), $"The answer of a call to {call.Provider} is kept in the spool and cannot be recorded yet.")),
            _ => (false, null),
        };

    private async Task<CallResult?> RetryAsync(
        CallTicket ticket, List<ModelCall> attempts, ModelCall refused, ICallGate gate, CancellationToken cancellationToken)
    {
        // An operator has led it to a place that was not asked yet.
        if (await intents.PresentRouteAsync(ticket, cancellationToken) is { IsRerouted: true } route && !attempts.Exists(a => Goes(a, route)))
            return await BeginAsync(ticket, gate, refused.Attempt + 1, attempts, cancellationToken);
        if (await FailOverAsync(ticket, attempts, refused, gate, cancellationToken) is (true, var elsewhere)) return elsewhere;
        if (refused.RetryAt is not { } retryAt) return new CallResult.Failed(refused.Problem);
        var refusals = attempts.Count(a => a.State == CallState.Rejected && a.Provider == refused.Provider);
        if (refusals > options.Value.MaxRefusals) return new CallResult.Failed($"Refused {refusals} times. The last time: {refused.Problem}");
        return await PatientAsync(CauseOf(refused), retryAt, refused.Problem, cancellationToken)
            ?? await BeginAsync(ticket, gate, refused.Attempt + 1, attempts, cancellationToken);
    }

    /// <summary>Once the route has refused the call for good, a stated fallback takes it at once, as a further attempt.</summary>
    /// <returns>Whether there was one, and what came of it.</returns>
    private async Task<(bool Taken, CallResult? Result)> FailOverAsync(
        CallTicket ticket, List<ModelCall> attempts, ModelCall refused, ICallGate gate, CancellationToken cancellationToken)
    {
        var refusals = Failover.GivenUp(attempts, PatientWait);
        if (!refusals.Routes.Contains($"{refused.Provider}/{refused.Model}")) return (false, null);
        var intent = await intents.IntendAsync(ticket, gate, refused.Attempt + 1, refusals, cancellationToken);
        if (intent.Gate is Gate.NoRoute or Gate.Waiting) return (false, null);
        return (true, intent.Call is { } call ? await SendAsync(call, intent.Request, gate, cancellationToken) : intent.Refusal());
    }

    /// <summary>A short wait is spent in place, and the call tried again; a longer one ends the job.</summary>
    private async Task<CallResult?> PatientAsync(WaitCause cause, DateTime until, string reason, CancellationToken cancellationToken)
    {
        var wait = until - time.UtcNow();
        if (wait > PatientWait) return new CallResult.Wait(cause, until, reason);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        return null;
    }

    /// <summary>An earlier worker of this process lost the step and still has the call.</summary>
    private CallResult.Wait Busy() => new(new WaitCause(WaitKind.Retry), time.UtcNow() + options.Value.LookUpPause, "The answer of its call is still on its way.");

    private static WaitCause CauseOf(ModelCall refused) => new(refused.Failure == CallFailure.RateLimited ? WaitKind.Limit : WaitKind.Provider, refused.Provider);
}
