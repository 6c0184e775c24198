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
    CallLog calls, CallSpool spool, NodeIdentity node, IProviderRegistry providers, IOptions<RecoveryOptions> options, TimeProvider time)
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

            var result = NextAct.Of(attempts, FactsOf(attempts.LastOrDefault(), gate)) switch
            {
                NextAct.Begin begin => await BeginAsync(ticket, gate, begin.Attempt, attempts, cancellationToken),
                NextAct.UseAnswer use => await RecordedAsync(ticket, use.Call, cancellationToken),
                NextAct.TakeUp take => await TakeUpAsync(ticket, take.Call, gate, cancellationToken),
                NextAct.PutInDoubt lost => await DoubtAsync(lost.Call, cancellationToken),
                NextAct.AskAgain again => await RetryAsync(ticket, attempts, again.Refused, gate, cancellationToken),
                NextAct.Fail fail => new CallResult.Failed(fail.Reason),
                NextAct.GiveUp given => await GiveUpAsync(given, cancellationToken),
                NextAct.LookUp look => await LookUpAsync(look, cancellationToken),
                NextAct.Repeat repeat => await RepeatAsync(repeat.Call, gate, cancellationToken),
                NextAct.EndDoubt end => await EndDoubtAsync(end, cancellationToken),
                NextAct.AwaitSender away => Unreachable(away.Call),
                NextAct.AskPerson ask => await AskPersonAsync(ask, gate, cancellationToken),
                var unknown => throw new InvalidOperationException($"Unknown act {unknown}."),
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
            var intent = await calls.IntendAsync(ticket, gate, attempt, refusals, cancellationToken);
            // Every route refused it: the first is asked again when it allows.
            if (intent.Gate == Gate.NoRoute) intent = await calls.IntendAsync(ticket, gate, attempt, refusals with { Routes = RouteRefusals.None.Routes }, cancellationToken);
            if (intent is { Gate: Gate.Waiting, Until: { } until }) return await PatientAsync(intent.Cause, until, intent.Reason, cancellationToken);
            if (intent.Call is not { } call) return Refused(intent);
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
        var route = await calls.PresentRouteAsync(ticket, cancellationToken);
        if (route is null || Goes(intent, route)) return await SendAsync(intent, null, gate, cancellationToken);
        await calls.SupersedeAsync(intent.Id, CallState.Intent, "Rerouted before it was sent.", cancellationToken);
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
        var answer = await calls.BeginSendingAsync(call, gate, cancellationToken);
        if (answer != Gate.Open)
        {
            // What is not sent now keeps no room in a budget; the step makes a new intent when it goes on.
            if (answer == Gate.Cancelled) await calls.SupersedeAsync(call.Id, CallState.Intent, "The run was cancelled before it was sent.", cancellationToken);
            if (answer == Gate.TimedOut) await calls.SupersedeAsync(call.Id, CallState.Intent, "The time was over before it was sent.", cancellationToken);
            if (answer == Gate.Held) await calls.SupersedeAsync(call.Id, CallState.Intent, "It was held before it was sent.", cancellationToken);
            return Refused(new Intent(answer));
        }

        await CrashPoints.ReachAsync(CrashPoint.SendingRecorded);
        if (!gate.MaySend)
        {
            // Nothing was posted, and this process was away too long to start now.
            await calls.SupersedeAsync(call.Id, CallState.Sending, "The worker was stopped before it could send.", cancellationToken);
            return new CallResult.Stopped("The lease ran out before the call was sent.");
        }

        var sent = request ?? await calls.RequestAsync(call, cancellationToken);
        var recorded = await RecordAsync(call, sent, await PostAsync(call, sent, trail, gate), attemptsBefore: call.Attempt);
        return recorded is not null && request is not null ? new CallResult.Answered(call.Id, recorded) : null;
    }

    private static bool Goes(ModelCall call, Route route) => (call.Provider, call.Model) == (route.Provider, route.Model);

    /// <summary>A shutdown does not abort a call that is being paid, only a person does; else the provider's own timeout ends it.</summary>
    private Task<SendOutcome> PostAsync(ModelCall call, CanonicalRequest request, AnswerTrail trail, ICallGate gate)
    {
        trail.Follow();
        return providers.Get(call.Provider).SendAsync(request, call.Id, gate.Aborted);
    }

    /// <returns>What the answer says, if it is the call's.</returns>
    private async Task<ModelAnswer?> RecordAsync(ModelCall call, CanonicalRequest request, SendOutcome outcome, int attemptsBefore)
    {
        switch (outcome)
        {
            case SendOutcome.Answered answered:
                var answer = await spool.RecordAsync(call.Id, request, answered);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitted);
                return answer;
            case SendOutcome.Rejected refusal:
                var wait = refusal.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attemptsBefore)));
                await calls.RecordRefusalAsync(call, refusal, time.UtcNow() + wait, CancellationToken.None);
                break;
            case SendOutcome.InDoubt doubt:
                await calls.RecordDoubtAsync(call.Id, doubt.Reason, doubt.Partial, ofProvider: true, CancellationToken.None);
                break;
        }

        return null;
    }

    /// <summary>A former life recorded that it was sending. We hold the lease, so nobody else is.</summary>
    private async Task<CallResult?> DoubtAsync(ModelCall call, CancellationToken cancellationToken)
    {
        var why = spool.SetAside(call.Id) is { } file
            ? $"Its answer arrived, and the file that kept it ({file}) cannot be read."
            : "Work on it broke off while it was under way, and no answer of it was kept.";
        await calls.RecordDoubtAsync(call.Id, why, null, ofProvider: false, cancellationToken);
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
        if (await calls.PresentRouteAsync(ticket, cancellationToken) is { IsRerouted: true } route && !attempts.Exists(a => Goes(a, route)))
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
        var intent = await calls.IntendAsync(ticket, gate, refused.Attempt + 1, refusals, cancellationToken);
        if (intent.Gate is Gate.NoRoute or Gate.Waiting) return (false, null);
        return (true, intent.Call is { } call ? await SendAsync(call, intent.Request, gate, cancellationToken) : Refused(intent));
    }

    /// <summary>A short wait is spent in place, and the call tried again; a longer one ends the job.</summary>
    private async Task<CallResult?> PatientAsync(WaitCause cause, DateTime until, string reason, CancellationToken cancellationToken)
    {
        var wait = until - time.UtcNow();
        if (wait > PatientWait) return new CallResult.Wait(cause, until, reason);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        return null;
    }

    private CallFacts FactsOf(ModelCall? last, ICallGate gate) => last is not { State: CallState.InDoubt } call
        ? CallFacts.None
        : new CallFacts(
            providers.Get(call.Provider).CapabilitiesFor(call.Kind), PolicyFor(call), node.IsOwn(call.Node), gate.Aborted.IsCancellationRequested,
            options.Value.LookUpGrace, time.UtcNow());

    private async Task<CallResult?> EndDoubtAsync(NextAct.EndDoubt end, CancellationToken cancellationToken)
    {
        await calls.EndDoubtAsync(end.Call.Id, end.To, provenAbsent: false, end.Reason, cancellationToken);
        return null;
    }

    private async Task<CallResult?> AskPersonAsync(NextAct.AskPerson ask, ICallGate gate, CancellationToken cancellationToken)
    {
        await calls.HoldAsync(gate, Doubt(ask.Call), ask.Reason, cancellationToken);
        return new CallResult.Held(Doubt(ask.Call), ask.Reason);
    }

    /// <summary>
    /// A person broke the call off. An answer the provider kept is taken; else it is written off and its estimate stands,
    /// and a bill that turns up after all is booked as a late charge.
    /// </summary>
    private async Task<CallResult?> GiveUpAsync(NextAct.GiveUp given, CancellationToken cancellationToken)
    {
        var call = given.Call;
        if (given.LookUpFirst && await providers.Get(call.Provider).LookUpAsync(call.Id, cancellationToken) is LookUpOutcome.Found found)
        {
            await calls.RecordAnswerAsync(call.Id, found.Body, found.ProviderRef, cancellationToken);
            return null;
        }

        await calls.EndDoubtAsync(
            call.Id, CallState.WrittenOff, provenAbsent: false, $"Broken off with its run. {call.Provider} may charge it still, so its estimate stands.", cancellationToken);
        return new CallResult.Stopped("The run was cancelled, and the call was broken off.");
    }

    private async Task<CallResult?> LookUpAsync(NextAct.LookUp look, CancellationToken cancellationToken)
    {
        var (call, now) = (look.Call, time.UtcNow());
        switch (await providers.Get(call.Provider).LookUpAsync(call.Id, cancellationToken))
        {
            case LookUpOutcome.Found found:
                await calls.RecordAnswerAsync(call.Id, found.Body, found.ProviderRef, cancellationToken);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitted);
                return null;
            case LookUpOutcome.Absent when look.AbsenceProves && !node.IsOwn(call.Node):
                return Unreachable(call);
            case LookUpOutcome.Absent when look.AbsenceProves:
                await calls.EndDoubtAsync(call.Id, CallState.Resubmitted, provenAbsent: true,
                    $"{call.Provider} does not know this call, so it was not charged; sent again.", cancellationToken);
                return null;
            case LookUpOutcome.Unknown unknown:
                return new CallResult.Wait(Doubt(call), now + options.Value.LookUpPause, $"{call.Provider} cannot say what became of the call: {unknown.Reason}");
            default:
                return new CallResult.Wait(Doubt(call), now + options.Value.LookUpPause, $"Waiting until {call.Provider} is sure to know the call, if it ever received it.");
        }
    }

    /// <summary>The same key and the same bytes: the provider charges them once.</summary>
    private async Task<CallResult?> RepeatAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        using var trail = spool.Enter(call.Id);
        var answer = await calls.BeginSendingAsync(call, gate, cancellationToken);
        if (answer != Gate.Open) return Refused(new Intent(answer));
        var request = await calls.RequestAsync(call, cancellationToken);
        var outcome = await PostAsync(call, request, trail, gate);
        await RecordAsync(call, request, outcome, attemptsBefore: 1);
        return outcome switch
        {
            SendOutcome.InDoubt doubt => new CallResult.Wait(Doubt(call), time.UtcNow() + options.Value.LookUpPause, doubt.Reason),
            SendOutcome.Rejected refusal => new CallResult.Wait(Doubt(call), time.UtcNow() + (refusal.RetryAfter ?? options.Value.LookUpPause), refusal.Reason),
            _ => null,
        };
    }

    private InDoubtPolicy PolicyFor(ModelCall call)
    {
        var stated = providers.Configured.FirstOrDefault(p => p.Name == call.Provider)?.InDoubtPolicy;
        if (stated is { } policy) return policy;
        if (call.Money == MoneyMode.Sandbox) return InDoubtPolicy.Resubmit;
        return call.ReservedNanos is { } worst && new Money(worst) <= options.Value.HoldAbove ? InDoubtPolicy.Resubmit : InDoubtPolicy.Hold;
    }

    /// <summary>It is never sent again by itself: whoever sent it may have the answer on its disk.</summary>
    private CallResult.Wait Unreachable(ModelCall call) => new(
        Doubt(call), time.UtcNow() + (options.Value.LookUpPause * 6),
        $"A call to {call.Provider} is in doubt, and {call.Node}, which sent it, may have its answer. It is settled when that node is back, or by a person.");

    /// <summary>An earlier worker of this process lost the step and still has the call.</summary>
    private CallResult.Wait Busy() => new(new WaitCause(WaitKind.Retry), time.UtcNow() + options.Value.LookUpPause, "The answer of its call is still on its way.");

    private static WaitCause Doubt(ModelCall call) => new(WaitKind.Doubt, call.Provider);

    private static WaitCause CauseOf(ModelCall refused) => new(refused.Failure == CallFailure.RateLimited ? WaitKind.Limit : WaitKind.Provider, refused.Provider);

    private static CallResult Refused(Intent intent) => intent.Gate switch
    {
        Gate.Held => new CallResult.Held(
            intent.Cause.Kind == WaitKind.None ? new WaitCause(WaitKind.Hold) : intent.Cause, intent.Reason.Length > 0 ? intent.Reason : "Held before the call was sent.", intent.Until),
        Gate.Queued => new CallResult.Queued(intent.Cause, intent.Reason),
        Gate.NoRoute => new CallResult.Failed(intent.Reason),
        Gate.Cancelled => new CallResult.Stopped("The run was cancelled."),
        Gate.TimedOut => new CallResult.Stopped("The time was over before the call was sent."),
        _ => new CallResult.Stopped("Another worker took the step over."),
    };
}
