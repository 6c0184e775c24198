using GenOps.Core.Faults;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

/// <summary>The one POST of a call, and the record of what came of it.</summary>
public sealed class CallSender(CallRefusal refusals, CallDoubt doubts, CallSpool spool, IProviderRegistry providers, TimeProvider time)
{
    /// <summary>A shutdown does not abort a call that is being paid, only a person does; else the provider's own timeout ends it.</summary>
    public Task<SendOutcome> PostAsync(ModelCall call, CanonicalRequest request, AnswerTrail trail, ICallGate gate)
    {
        trail.Follow();
        return providers.Get(call.Provider).SendAsync(request, call.Id, gate.Aborted);
    }

    /// <returns>What the answer says, if it is the call's.</returns>
    public async Task<ModelAnswer?> RecordAsync(ModelCall call, CanonicalRequest request, SendOutcome outcome, int attemptsBefore)
    {
        switch (outcome)
        {
            case SendOutcome.Answered answered:
                var answer = await spool.RecordAsync(call.Id, request, answered);
                await CrashPoints.ReachAsync(CrashPoint.ResultCommitted);
                return answer;
            case SendOutcome.Rejected refusal:
                var wait = refusal.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attemptsBefore)));
                await refusals.RecordAsync(call, refusal, time.UtcNow() + wait, CancellationToken.None);
                break;
            case SendOutcome.InDoubt doubt:
                await doubts.BeginAsync(call.Id, doubt.Reason, doubt.Partial, ofProvider: true, CancellationToken.None);
                break;
        }

        return null;
    }
}
