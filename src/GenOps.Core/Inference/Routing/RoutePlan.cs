namespace GenOps.Core.Inference.Routing;

/// <summary>Where a call goes first, and what would lead it elsewhere.</summary>
/// <param name="First">The route it takes while that is open.</param>
/// <param name="Reroutes">Those in force for its step, newest first.</param>
public sealed record RoutePlan(Route First, IReadOnlyList<Reroute> Reroutes);
