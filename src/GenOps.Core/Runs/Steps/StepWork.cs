using GenOps.Core.Calls;
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
