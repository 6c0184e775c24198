using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;

namespace GenOps.Core.Inference.Protocol;

/// <summary>One call a step needs, named so that a replay finds the rows of an earlier life.</summary>
public sealed record CallTicket
{
    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>The step's id in the definition, for reroutes.</summary>
    public required string StepId { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>UTC; which price and reroute hold depends on it.</summary>
    public required DateTime RunTriggeredAt { get; init; }

    public required MoneyMode Money { get; init; }

    public required int Generation { get; init; }

    /// <summary>Which call of the step.</summary>
    public required int Ordinal { get; init; }

    public required CallPurpose Purpose { get; init; }

    public required RouteRequest Route { get; init; }

    /// <summary>Makes the request for the model the route chose. Deterministic, since a replay is compared by hash.</summary>
    public required Func<string, ModelRequest> Request { get; init; }
}
