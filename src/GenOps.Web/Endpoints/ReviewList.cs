using GenOps.Core.Desk.Runs;

namespace GenOps.Web.Endpoints;

/// <summary>Reviews of one state.</summary>
public sealed record ReviewList(IReadOnlyList<ReviewListRow> Items);
