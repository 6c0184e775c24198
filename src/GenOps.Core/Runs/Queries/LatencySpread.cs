using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>Half of the answers came within the first, 90 % within the second, 99 % within the third; milliseconds.</summary>
public sealed record LatencySpread(double P50, double P90, double P99);
