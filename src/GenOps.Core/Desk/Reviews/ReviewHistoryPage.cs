namespace GenOps.Core.Desk.Reviews;

/// <summary>One page of decisions, newest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
public sealed record ReviewHistoryPage(IReadOnlyList<DecisionView> Items, int Total);
