namespace GenOps.Core.Inference.Routing;

/// <summary>Where a call goes, and why.</summary>
/// <param name="Provider">The provider's configured name.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Asked">As <see cref="RouteDecision.Asked"/>.</param>
/// <param name="Candidates">In order, as <c>provider/model</c>.</param>
/// <param name="Reason">In plain words.</param>
public sealed record Route(string Provider, string Model, string Asked, IReadOnlyList<string> Candidates, string Reason)
{
    /// <summary>True where an operator's reroute led it there.</summary>
    public bool IsRerouted { get; init; }

    /// <summary>The row that records it.</summary>
    public RouteDecision Decision(ModelCallId call) => new()
    {
        Id = Id.New<RouteDecisionId>(),
        CallId = call,
        Asked = Asked,
        Candidates = Json.Serialize(Candidates),
        Chosen = $"{Provider}/{Model}",
        Propensity = 1,
        Reason = Reason,
    };
}
