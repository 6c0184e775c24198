namespace GenOps.Web.Endpoints;

/// <summary>How urgent a run is.</summary>
/// <param name="Priority"><c>high</c>, <c>normal</c> or <c>low</c>.</param>
public sealed record RunPriorityBody(string Priority);
