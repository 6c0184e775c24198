using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>How urgent a run is.</summary>
/// <param name="Priority"><c>high</c>, <c>normal</c> or <c>low</c>.</param>
public sealed record RunPriorityBody(string Priority);
