using GenOps.Core.Calls;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Carries out what <see cref="NextAct"/> chose for a call that may have been paid and has no answer.</summary>
internal sealed class DoubtSettlement(
    CallLog calls, CallSender sender, CallSpool spool, NodeIdentity node, IProviderRegistry providers, IOptions<RecoveryOptions> options, TimeProvider time)
{
    /// <summary>What besides the recorded calls decides what becomes of the last one.</summary>
    public CallFacts FactsOf(ModelCall? last, ICallGate gate) => last is not { State: CallState.InDoubt } call
        ? CallFacts.None
        : new CallFacts(
            providers.Get(call.Provider).CapabilitiesFor(call.Kind), PolicyFor(call), node.IsOwn(call.Node), gate.Aborted.IsCancellationRequested,
            options.Value.LookUpGrace, time.UtcNow());

    /// <summary>Ends the doubt by policy.</summary>
    public async Task<CallResult?> EndDoubtAsync(NextAct.EndDoubt end, CancellationToken cancellationToken)
    {
        await calls.EndDoubtAsync(end.Call.Id, end.To, provenAbsent: false, end.Reason, cancellationToken);
        return null;
    }

    /// <summary>Holds the step until a person decides.</summary>
    public async Task<CallResult?> AskPersonAsync(NextAct.AskPerson ask, ICallGate gate, CancellationToken cancellationToken)
    {
        await calls.HoldAsync(gate, Doubt(ask.Call), ask.Reason, cancellationToken);
        return new CallResult.Held(Doubt(ask.Call), ask.Reason);
    }

    /// <summary>
    /// A person broke the call off. An answer the provider kept is taken; else it is written off and its estimate stands,
    /// and a bill that turns up after all is booked as a late charge.
    /// </summary>
    public async Task<CallResult?> GiveUpAsync(NextAct.GiveUp given, CancellationToken cancellationToken)
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

    /// <summary>Asks the provider what became of it.</summary>
    public async Task<CallResult?> LookUpAsync(NextAct.LookUp look, CancellationToken cancellationToken)
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
    public async Task<CallResult?> RepeatAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        using var trail = spool.Enter(call.Id);
        var answer = await calls.BeginSendingAsync(call, gate, cancellationToken);
        if (answer != Gate.Open) return new Intent(answer).Refusal();
        var request = await calls.RequestAsync(call, cancellationToken);
        var outcome = await sender.PostAsync(call, request, trail, gate);
        await sender.RecordAsync(call, request, outcome, attemptsBefore: 1);
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
    public CallResult.Wait Unreachable(ModelCall call) => new(
        Doubt(call), time.UtcNow() + (options.Value.LookUpPause * 6),
        $"A call to {call.Provider} is in doubt, and {call.Node}, which sent it, may have its answer. It is settled when that node is back, or by a person.");

    private static WaitCause Doubt(ModelCall call) => new(WaitKind.Doubt, call.Provider);
}
