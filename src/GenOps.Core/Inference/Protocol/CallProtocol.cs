using GenOps.Core.Blobs;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// Brings one call of a step to an answer by the paid-call protocol. It starts from what is recorded:
/// after a crash the same code finds the rows of its former life and goes on from there, so no recorded answer is paid again.
/// </summary>
public sealed class CallProtocol(
    CallLog calls, CallSpool spool, IProviderRegistry providers, IOptions<RecoveryOptions> options, TimeProvider time)
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
            var result = attempts.LastOrDefault() switch
            {
                null => await BeginAsync(ticket, gate, 0, cancellationToken),
                { State: CallState.Responded or CallState.Applied or CallState.Unusable } answered =>
                    await RecordedAsync(ticket, answered, cancellationToken),
                { State: CallState.Intent } intent => await SendAsync(ticket, intent, gate, cancellationToken),
                { State: CallState.Sending } lost => await DoubtAsync(lost, cancellationToken),
                { State: CallState.InDoubt } doubtful => await SettleDoubtAsync(attempts, doubtful, gate, cancellationToken),
                { State: CallState.Rejected } refused => await RetryAsync(ticket, attempts, refused, gate, cancellationToken),
                { State: CallState.WrittenOff } given => new CallResult.Failed(given.Problem),
                { } ended => await BeginAsync(ticket, gate, ended.Attempt + 1, cancellationToken),
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
        return new CallResult.Answered(call.Id, provider.Read(request, answer));
    }

    private async Task<CallResult?> BeginAsync(CallTicket ticket, ICallGate gate, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            var (answer, call) = await calls.IntendAsync(ticket, gate, attempt, cancellationToken);
            return call is null ? Refused(answer) : await SendAsync(ticket, call, gate, cancellationToken);
        }
        catch (NoRouteException e)
        {
            return new CallResult.Failed(e.Message);
        }
    }

    private async Task<CallResult?> SendAsync(CallTicket ticket, ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        var answer = await calls.BeginSendingAsync(call, gate, cancellationToken);
        if (answer != Gate.Open)
        {
            if (answer == Gate.Cancelled) await calls.SupersedeAsync(call.Id, CallState.Intent, "The run was cancelled before it was sent.", cancellationToken);
            return Refused(answer);
        }

        if (!gate.MaySend)
        {
            // Nothing was posted, and this process was away too long to start now.
            await calls.SupersedeAsync(call.Id, CallState.Sending, "The worker was stopped before it could send.", cancellationToken);
            return new CallResult.Stopped("The lease ran out before the call was sent.");
        }

        var request = await calls.RequestAsync(call, cancellationToken);
        // A shutdown does not abort a call that is being paid; the provider's own timeout ends it.
        var outcome = await providers.Get(call.Provider).SendAsync(request, call.Id, CancellationToken.None);
        await RecordAsync(call, outcome, attemptsBefore: call.Attempt);
        return null;
    }

    private async Task RecordAsync(ModelCall call, SendOutcome outcome, int attemptsBefore)
    {
        switch (outcome)
        {
            case SendOutcome.Answered answered:
                await spool.RecordAsync(call.Id, answered.Body, answered.ProviderRef);
                break;
            case SendOutcome.Rejected refusal:
                var wait = refusal.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attemptsBefore)));
                await calls.RecordRefusalAsync(call, refusal, time.UtcNow() + wait, CancellationToken.None);
                break;
            case SendOutcome.InDoubt doubt:
                await calls.RecordDoubtAsync(call.Id, doubt.Reason, doubt.Partial, CancellationToken.None);
                break;
        }
    }

    /// <summary>A former life recorded that it was sending. We hold the lease, so nobody else is.</summary>
    private async Task<CallResult?> DoubtAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await calls.RecordDoubtAsync(call.Id, "The worker ended while the call was under way.", null, cancellationToken);
        return null;
    }

    private async Task<CallResult?> RetryAsync(
        CallTicket ticket, List<ModelCall> attempts, ModelCall refused, ICallGate gate, CancellationToken cancellationToken)
    {
        if (refused.RetryAt is not { } retryAt) return new CallResult.Failed(refused.Problem);
        var refusals = attempts.Count(a => a.State == CallState.Rejected);
        if (refusals > options.Value.MaxRefusals) return new CallResult.Failed($"Refused {refusals} times. The last time: {refused.Problem}");
        var wait = retryAt - time.UtcNow();
        if (wait > PatientWait) return new CallResult.Wait(retryAt, refused.Problem);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
        return await BeginAsync(ticket, gate, refused.Attempt + 1, cancellationToken);
    }

    /// <summary>By what the provider can do: look it up, repeat it safely, or follow the policy.</summary>
    private async Task<CallResult?> SettleDoubtAsync(
        List<ModelCall> attempts, ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        var provider = providers.Get(call.Provider);
        var capabilities = provider.CapabilitiesFor(call.Kind);
        if (capabilities.LookUp) return await LookUpAsync(provider, call, cancellationToken);
        if (capabilities.Idempotent) return await RepeatAsync(provider, call, gate, cancellationToken);

        var resubmissions = attempts.Count(a => a.State == CallState.Resubmitted);
        switch (PolicyFor(call))
        {
            case InDoubtPolicy.Fail:
                await calls.EndDoubtAsync(call.Id, CallState.WrittenOff, provenAbsent: false,
                    $"{call.Problem} It may have been charged; by policy it is not sent again.", cancellationToken);
                return null;
            case InDoubtPolicy.Resubmit when resubmissions == 0:
                await calls.EndDoubtAsync(call.Id, CallState.Resubmitted, provenAbsent: false,
                    $"{call.Problem} It may have been charged; sent once more by policy.", cancellationToken);
                return null;
            default:
                var reason = $"A call to {call.Provider} is in doubt: {call.Problem} It may have been charged; decide whether to send it again.";
                await calls.HoldAsync(gate, reason, cancellationToken);
                return new CallResult.Held(reason);
        }
    }

    private async Task<CallResult?> LookUpAsync(IModelProvider provider, ModelCall call, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        switch (await provider.LookUpAsync(call.Id, cancellationToken))
        {
            case LookUpOutcome.Found found:
                await calls.RecordAnswerAsync(call.Id, found.Body, found.ProviderRef, cancellationToken);
                return null;
            case LookUpOutcome.Absent when now - (call.EndedAt ?? now) >= options.Value.LookUpGrace:
                await calls.EndDoubtAsync(call.Id, CallState.Resubmitted, provenAbsent: true,
                    $"{call.Provider} does not know this call, so it was not charged; sent again.", cancellationToken);
                return null;
            case LookUpOutcome.Unknown unknown:
                return new CallResult.Wait(now + options.Value.LookUpPause, $"{call.Provider} cannot say what became of the call: {unknown.Reason}");
            default:
                return new CallResult.Wait(now + options.Value.LookUpPause, $"Waiting until {call.Provider} is sure to know the call, if it ever received it.");
        }
    }

    /// <summary>The same key and the same bytes: the provider charges them once.</summary>
    private async Task<CallResult?> RepeatAsync(IModelProvider provider, ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        var age = time.UtcNow() - call.CreatedAt;
        if (age > TimeSpan.FromHours(1))
        {
            await calls.HoldAsync(gate, $"A call to {call.Provider} has been in doubt for an hour: {call.Problem}", cancellationToken);
            return new CallResult.Held(call.Problem);
        }

        var answer = await calls.BeginSendingAsync(call, gate, cancellationToken);
        if (answer != Gate.Open) return Refused(answer);
        var request = await calls.RequestAsync(call, cancellationToken);
        var outcome = await provider.SendAsync(request, call.Id, CancellationToken.None);
        await RecordAsync(call, outcome, attemptsBefore: 1);
        return outcome is SendOutcome.InDoubt doubt
            ? new CallResult.Wait(time.UtcNow() + options.Value.LookUpPause, doubt.Reason)
            : null;
    }

    private InDoubtPolicy PolicyFor(ModelCall call)
    {
        var stated = providers.Configured.FirstOrDefault(p => p.Name == call.Provider)?.InDoubtPolicy;
        if (stated is { } policy) return policy;
        if (call.Money == MoneyMode.Sandbox) return InDoubtPolicy.Resubmit;
        return call.ReservedNanos is { } worst && new Money(worst) <= options.Value.HoldAbove ? InDoubtPolicy.Resubmit : InDoubtPolicy.Hold;
    }

    private static CallResult Refused(Gate gate) => gate switch
    {
        Gate.Held => new CallResult.Held("Held before the call was sent."),
        Gate.Cancelled => new CallResult.Stopped("The run was cancelled."),
        _ => new CallResult.Stopped("Another worker took the step over."),
    };
}
