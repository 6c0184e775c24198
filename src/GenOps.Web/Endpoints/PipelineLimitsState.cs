using GenOps.Core.Delivery;

namespace GenOps.Web.Endpoints;

/// <summary>A pipeline's limits, and how far they are used.</summary>
/// <param name="RunsAtOnce">Null for any number.</param>
/// <param name="Priority">Of runs that start from now on.</param>
/// <param name="UnderWay">Runs that have a place.</param>
/// <param name="Waiting">Runs that wait to begin, or for their turn to go on.</param>
public sealed record PipelineLimitsState(int? RunsAtOnce, RunPriority Priority, int UnderWay, int Waiting);
