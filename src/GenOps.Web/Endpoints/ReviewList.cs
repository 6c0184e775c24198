using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>Reviews of one state.</summary>
public sealed record ReviewList(IReadOnlyList<ReviewListRow> Items);
