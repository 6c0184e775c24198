using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>What ends a run.</summary>
/// <param name="Reason">For whoever finds it cancelled; may be left out.</param>
/// <param name="Mode"><c>drain</c> (by default): calls under way are finished and kept; <c>abort</c>: they are broken off, and may be charged all the same.</param>
public sealed record CancelRunBody(string? Reason, string? Mode);
