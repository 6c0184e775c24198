using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>Who works, and what waits for them.</summary>
/// <param name="Nodes">Those that live first, then the latest heard of.</param>
/// <param name="Queue">What waits.</param>
public sealed record WorkersOverview(IReadOnlyList<NodeLine> Nodes, QueueFacts Queue);
