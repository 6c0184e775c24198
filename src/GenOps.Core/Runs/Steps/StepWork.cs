using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>One claimed step with all it needs to be worked on.</summary>
/// <param name="Lease">The worker's hold on it.</param>
/// <param name="Script">The run's script.</param>
/// <param name="Definition">The step as defined.</param>
/// <param name="Values">What its expressions see.</param>
public sealed record StepWork(StepLease Lease, RunScript Script, StepDefinition Definition, RunValues Values)
{
    /// <summary>The run.</summary>
    public Run Run => Lease.Run;

    /// <summary>The step.</summary>
    public StepRun Step => Lease.Step;

    /// <summary>The ticket of one of the step's calls.</summary>
    public CallTicket Ticket(int ordinal, CallPurpose purpose, ModelChoice choice, Func<string, ModelRequest> request) => new()
    {
        RunId = Run.Id,
        StepRunId = Step.Id,
        StepId = Step.StepId,
        PipelineId = Run.PipelineId,
        RunTriggeredAt = Run.TriggeredAt,
        Money = Run.Money,
        Generation = Step.Generation,
        Ordinal = ordinal,
        Purpose = purpose,
        Route = new RouteRequest(choice.Tier, choice.Model)
        {
            FailsOver = Script.Definition.Failover,
            Fallbacks = [.. choice.Fallbacks.Select(f => new RouteRequest(f.Tier, f.Model))],
        },
        Request = request,
    };
}

/// <summary>One kind of step. It is a deterministic function of its values and its recorded calls, so that it can be done again after a crash.</summary>
public interface IStepKind
{
    /// <summary>The kind it works on.</summary>
    StepKind Kind { get; }

    /// <summary>Works on the step.</summary>
    /// <exception cref="GenOpsException">It cannot be done, for a reason people can read.</exception>
    Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken);
}

/// <summary>A call did not give an answer; the step ends with this outcome.</summary>
internal sealed class CallEnded(StepOutcome outcome) : Exception("The call gave no answer.")
{
    public StepOutcome Outcome { get; } = outcome;
}

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
