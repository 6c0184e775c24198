namespace GenOps.Core.Desk.Operations;

/// <summary>Who works, and what waits for them.</summary>
/// <param name="Nodes">Those that live first, then the latest heard of.</param>
/// <param name="Queue">What waits.</param>
public sealed record WorkersOverview(IReadOnlyList<NodeLine> Nodes, QueueFacts Queue);
