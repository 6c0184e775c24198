namespace GenOps.Core.Desk.Runs;

/// <summary>One page of runs, newest first.</summary>
/// <param name="Rows">The runs.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record RunListPage(IReadOnlyList<RunListRow> Rows, int Total, PageCursor? Next);
