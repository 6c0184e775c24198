using System.Text.Json.Nodes;
using GenOps.Core.Desk.Runs;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>Reviews of one state.</summary>
public sealed record ReviewList(IReadOnlyList<ReviewListRow> Items);
