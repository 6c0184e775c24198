namespace GenOps.Core.Inference.Routing;

/// <summary>No provider serves what is asked for.</summary>
public sealed class NoRouteException(string message) : GenOpsException(message);
