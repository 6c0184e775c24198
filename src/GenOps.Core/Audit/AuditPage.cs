namespace GenOps.Core.Audit;

/// <summary>One page of entries, newest first.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, int Total, PageCursor? Next);
