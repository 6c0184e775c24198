using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Queries;

/// <summary>Why a call went where it went.</summary>
public sealed record RouteDetail(string Asked, string Chosen, string Reason, double Propensity);
