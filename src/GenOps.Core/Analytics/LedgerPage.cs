namespace GenOps.Core.Analytics;

/// <summary>One page of entries, newest first, and the sum of all that match.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="SumNanoUsd">Their sum, nano-US-dollars.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerRow> Rows, int Total, long SumNanoUsd, PageCursor? Next);
