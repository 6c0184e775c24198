using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What the protocol does next about one question of a step. Chosen from what is recorded alone, so that a former life's call is settled like one's own.</summary>
internal abstract record NextAct
{
    private NextAct()
    {
    }

    /// <summary>Chooses.</summary>
    /// <param name="attempts">All sendings of the question, the earliest first.</param>
    /// <param name="facts">What holds of the provider of the last one; of no meaning without one.</param>
    public static NextAct Of(IReadOnlyList<ModelCall> attempts, CallFacts facts) => attempts.Count == 0
        ? new Begin(0)
        : attempts[^1] switch
        {
            { State: CallState.Responded or CallState.Applied or CallState.Unusable } answered => new UseAnswer(answered),
            { State: CallState.Intent } intent => new TakeUp(intent),
            { State: CallState.Sending } lost => new PutInDoubt(lost),
            { State: CallState.InDoubt } doubtful => Settle(attempts, doubtful, facts),
            { State: CallState.Rejected } refused => new AskAgain(refused),
            { State: CallState.WrittenOff } given => new Fail(given.Problem),
            var ended => new Begin(ended.Attempt + 1),
        };

    /// <summary>By what the provider can do: look it up, repeat it safely, or follow the policy.</summary>
    private static NextAct Settle(IReadOnlyList<ModelCall> attempts, ModelCall call, CallFacts facts)
    {
        if (facts.IsAborted) return new GiveUp(call, facts.Capabilities.LookUp);
        // One that was charged late was sent again as well.
        var resubmitted = attempts.Any(a => a.State is CallState.Resubmitted or CallState.LateCharge);
        return facts.Capabilities.LookUp ? new LookUp(call, WhereAbsent(call, facts, resubmitted)) : Unaided(call, facts, resubmitted);
    }

    /// <summary>What is proven absent may be sent again once, as what is sent again by policy.</summary>
    private static NextAct? WhereAbsent(ModelCall call, CallFacts facts, bool resubmitted) => (Proven: facts.AbsenceProves(call), facts.IsOwn, resubmitted) switch
    {
        (false, _, _) => null,
        (_, false, _) => new AwaitSender(call),
        (_, _, false) => new EndDoubt(
            call, CallState.Resubmitted, $"{call.Provider} does not know this call, so it is sent again. Its estimate stands until it is too late for a charge."),
        _ => Unaided(call, facts, resubmitted),
    };

    private static NextAct Unaided(ModelCall call, CallFacts facts, bool resubmitted)
    {
        if (facts.Capabilities.Idempotent)
        {
            return facts.Now - call.CreatedAt > CallFacts.RepeatedFor
                ? new AskPerson(call, $"A call to {call.Provider} has been in doubt for an hour: {call.Problem}")
                : new Repeat(call);
        }

        return facts.Policy switch
        {
            InDoubtPolicy.Fail => new EndDoubt(call, CallState.WrittenOff, $"{call.Problem} It may have been charged; by policy it is not sent again."),
            InDoubtPolicy.Resubmit when !resubmitted && !facts.IsOwn => new AwaitSender(call),
            InDoubtPolicy.Resubmit when !resubmitted =>
                new EndDoubt(call, CallState.Resubmitted, $"{call.Problem} It may have been charged; sent once more by policy."),
            _ => new AskPerson(
                call, $"A call to {call.Provider} is in doubt: {call.Problem} It may have been charged; decide whether to send it again."),
        };
    }

    /// <summary>Record a further sending, by whatever route is open.</summary>
    public sealed record Begin(int Attempt) : NextAct;

    /// <summary>Its answer is the question's.</summary>
    public sealed record UseAnswer(ModelCall Call) : NextAct;

    /// <summary>It was recorded and never sent: send it, or supersede it where it goes elsewhere now.</summary>
    public sealed record TakeUp(ModelCall Call) : NextAct;

    /// <summary>It was being sent, and nobody is sending it any more.</summary>
    public sealed record PutInDoubt(ModelCall Call) : NextAct;

    /// <summary>The provider did not take it: elsewhere, later, or not at all.</summary>
    public sealed record AskAgain(ModelCall Refused) : NextAct;

    /// <summary>There will be no answer.</summary>
    public sealed record Fail(string Reason) : NextAct;

    /// <summary>A person broke it off; an answer that the provider kept is taken all the same.</summary>
    public sealed record GiveUp(ModelCall Call, bool LookUpFirst) : NextAct;

    /// <summary>Ask the provider what became of it.</summary>
    /// <param name="Call">The call in doubt.</param>
    /// <param name="IfAbsent">What to do where the provider does not know it; null where it may yet come to know it.</param>
    public sealed record LookUp(ModelCall Call, NextAct? IfAbsent) : NextAct;

    /// <summary>Send the same bytes under the same key: it is charged once.</summary>
    public sealed record Repeat(ModelCall Call) : NextAct;

    /// <summary>By policy, or by proof; the estimate stands.</summary>
    public sealed record EndDoubt(ModelCall Call, CallState To, string Reason) : NextAct;

    /// <summary>Another node sent it and may have its answer on its disk.</summary>
    public sealed record AwaitSender(ModelCall Call) : NextAct;

    /// <summary>Only a person may decide whether to risk a second charge.</summary>
    public sealed record AskPerson(ModelCall Call, string Reason) : NextAct;
}
