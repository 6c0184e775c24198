namespace GenOps.Web.Endpoints;

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, int Total, string? Next);
