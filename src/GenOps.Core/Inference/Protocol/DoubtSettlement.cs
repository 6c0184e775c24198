using System.Collections.Concurrent;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Inference.Protocol;

/// <summary>Carries out what <see cref="NextAct"/> chose for a call that may have been paid and has no answer.</summary>
public sealed class DoubtSettlement(
    IDbContextFactory<GenOpsDbContext> factory, CallLog calls, CallSending sending, CallSender sender, CallAnswers answers, CallDoubt doubts, CallSpool spool,
    NodeIdentity node, IProviderRegistry providers, IOptions<RecoveryOptions> options, TimeProvider time)
{
    // Since when each is looked for in vain, by the clock that nobody sets.
    private readonly ConcurrentDictionary<ModelCallId, long> watched = new();

    /// <summary>What besides the recorded calls decides what becomes of the last one.</summary>
    internal CallFacts FactsOf(ModelCall? last, ICallGate gate) => last is not { State: CallState.InDoubt } call
        ? CallFacts.None
        : new CallFacts(
            providers.Get(call.Provider).CapabilitiesFor(call.Kind), PolicyFor(call), node.IsOwn(call.Node), gate.Aborted.IsCancellationRequested,
            ProvenAfter(call),
            watched.TryGetValue(call.Id, out var since) ? time.GetElapsedTime(since) : TimeSpan.Zero, time.UtcNow());

    /// <summary>Whether so much time has passed since it was sent that nobody can still be at work on it.</summary>
    public bool IsOver(ModelCall call) => time.UtcNow() - (call.SentAt ?? call.CreatedAt) >= ProvenAfter(call);

    /// <summary>Takes the answer of a call in doubt that its provider kept.</summary>
    /// <returns>False where it has none, or cannot be asked.</returns>
    public async Task<bool> TakeKeptAsync(ModelCall call, CancellationToken cancellationToken)
    {
        // One that was removed from the settings cannot be asked.
        if (SettingsOf(call) is null || !providers.Get(call.Provider).CapabilitiesFor(call.Kind).LookUp) return false;
        if (await providers.Get(call.Provider).LookUpAsync(call.Id, cancellationToken) is not LookUpOutcome.Found found) return false;
        await answers.RecordAsync(call.Id, found.Body, found.ProviderRef, cancellationToken);
        return true;
    }

    /// <summary>Does what was chosen.</summary>
    /// <returns>Null where the next act may be chosen at once.</returns>
    internal async Task<CallResult?> SettleAsync(NextAct act, ICallGate gate, CancellationToken cancellationToken)
    {
        switch (act)
        {
            case NextAct.LookUp look:
                return await LookUpAsync(look, gate, cancellationToken);
            case NextAct.Repeat repeat:
                return await RepeatAsync(repeat.Call, gate, cancellationToken);
            case NextAct.EndDoubt end:
                await doubts.EndAsync(end.Call.Id, end.To, end.Reason, cancellationToken);
                return null;
            case NextAct.AwaitSender away:
                return Unreachable(away.Call);
            case NextAct.AskPerson ask:
                return await AskPersonAsync(ask, gate, cancellationToken);
            case NextAct.GiveUp given:
                return await GiveUpAsync(given, cancellationToken);
            default:
                throw new InvalidOperationException($"Unknown act {act}.");
        }
    }

    /// <summary>Asks the provider what became of it.</summary>
    private async Task<CallResult?> LookUpAsync(NextAct.LookUp look, ICallGate gate, CancellationToken cancellationToken)
    {
        var (call, now, began) = (look.Call, time.UtcNow(), time.GetTimestamp());
        switch (await providers.Get(call.Provider).LookUpAsync(call.Id, cancellationToken))
        {
            case LookUpOutcome.Found found:
                await answers.RecordAsync(call.Id, found.Body, found.ProviderRef, cancellationToken);
                watched.TryRemove(call.Id, out _);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitted);
                return null;
            case LookUpOutcome.Absent when look.IfAbsent is { } act:
                var result = await SettleAsync(act, gate, cancellationToken);
                if (act is NextAct.EndDoubt) watched.TryRemove(call.Id, out _);
                return result;
            case LookUpOutcome.Unknown unknown:
                return new CallResult.Wait(Doubt(call), now + options.Value.LookUpPause, $"{call.Provider} cannot say what became of the call: {unknown.Reason}");
            default:
                watched.TryAdd(call.Id, began);
                return new CallResult.Wait(Doubt(call), now + options.Value.LookUpPause, $"Waiting until {call.Provider} is sure to know the call, if it ever received it.");
        }
    }

    /// <summary>Holds the step until a person decides.</summary>
    private async Task<CallResult> AskPersonAsync(NextAct.AskPerson ask, ICallGate gate, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        gate.HoldStep(db, Doubt(ask.Call), ask.Reason);
        await db.SaveChangesAsync(cancellationToken);
        return new CallResult.Held(Doubt(ask.Call), ask.Reason);
    }

    /// <summary>
    /// A person broke the call off. An answer the provider kept is taken; else it is written off and its estimate stands,
    /// and a bill that turns up after all is booked as a late charge.
    /// </summary>
    private async Task<CallResult?> GiveUpAsync(NextAct.GiveUp given, CancellationToken cancellationToken)
    {
        var call = given.Call;
        if (given.LookUpFirst && await TakeKeptAsync(call, cancellationToken)) return null;
        await doubts.EndAsync(
            call.Id, CallState.WrittenOff, $"Broken off with its run. {call.Provider} may charge it still, so its estimate stands.", cancellationToken);
        return new CallResult.Stopped("The run was cancelled, and the call was broken off.");
    }

    /// <summary>The same key and the same bytes: the provider charges them once.</summary>
    private async Task<CallResult?> RepeatAsync(ModelCall call, ICallGate gate, CancellationToken cancellationToken)
    {
        using var trail = spool.Enter(call.Id);
        var answer = await sending.BeginAsync(call, gate, cancellationToken);
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
        if (SettingsOf(call)?.InDoubtPolicy is { } policy) return policy;
        if (call.Money == MoneyMode.Sandbox) return InDoubtPolicy.Resubmit;
        return call.ReservedNanos is { } worst && new Money(worst) <= options.Value.HoldAbove ? InDoubtPolicy.Resubmit : InDoubtPolicy.Hold;
    }

    /// <summary>It is never sent again by itself: whoever sent it may have the answer on its disk.</summary>
    private CallResult.Wait Unreachable(ModelCall call) => new(
        Doubt(call), time.UtcNow() + (options.Value.LookUpPause * 6),
        $"A call to {call.Provider} is in doubt, and {call.Node}, which sent it, may have its answer. It is settled when that node is back, or by a person.");

    private TimeSpan ProvenAfter(ModelCall call) => (SettingsOf(call)?.Timeout ?? TimeSpan.Zero) + options.Value.LookUpGrace;

    private ProviderSettings? SettingsOf(ModelCall call) => providers.Configured.FirstOrDefault(p => p.Name == call.Provider);

    private static WaitCause Doubt(ModelCall call) => new(WaitKind.Doubt, call.Provider);
}
