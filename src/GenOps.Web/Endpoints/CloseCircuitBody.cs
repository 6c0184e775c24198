using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>Whose circuit to close.</summary>
/// <param name="Model">The model.</param>
public sealed record CloseCircuitBody(string Model);
