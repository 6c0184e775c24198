using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>The calls of one step in their order.</summary>
/// <param name="protocol">Brings each to an answer.</param>
/// <param name="log">Marks answers that are of no use.</param>
/// <param name="work">The step.</param>
internal sealed class StepCalls(CallProtocol protocol, CallLog log, StepWork work)
{
    private int ordinal;

    /// <summary>The answer of the step's next call.</summary>
    /// <exception cref="CallEnded">There is none, and the step ends with what that says.</exception>
    public async Task<CallResult.Answered> NextAsync(
        CallPurpose purpose, ModelChoice choice, Func<string, ModelRequest> request, CancellationToken cancellationToken)
    {
        var result = await protocol.ExecuteAsync(work.Ticket(ordinal++, purpose, choice, request), work.Lease, cancellationToken);
        return result switch
        {
            CallResult.Answered { Answer.IsCut: true } cut => throw new CallEnded(await CutAsync(cut, cancellationToken)),
            CallResult.Answered answered => answered,
            CallResult.Wait wait => throw new CallEnded(new StepOutcome.Wait(wait.Cause, wait.Until, wait.Reason)),
            CallResult.Queued queued => throw new CallEnded(new StepOutcome.Queued(queued.Cause, queued.Reason)),
            CallResult.Held held => throw new CallEnded(new StepOutcome.Held(held.Cause, held.Reason, held.Until)),
            CallResult.Failed failed => throw new CallEnded(new StepOutcome.Failed(failed.Reason)),
            CallResult.Stopped stopped => throw new CallEnded(new StepOutcome.Stopped(stopped.Reason)),
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        };
    }

    /// <summary>Asked once more it would be as long, so it is not asked.</summary>
    private async Task<StepOutcome> CutAsync(CallResult.Answered cut, CancellationToken cancellationToken)
    {
        await UselessAsync(cut, cut.Answer.Problem!, cancellationToken);
        return new StepOutcome.Failed(cut.Answer.Problem!);
    }

    /// <summary>Says that an answer was of no use.</summary>
    public Task UselessAsync(CallResult.Answered answered, string reason, CancellationToken cancellationToken) =>
        log.MarkUnusableAsync(answered.Call, reason, cancellationToken);
}
