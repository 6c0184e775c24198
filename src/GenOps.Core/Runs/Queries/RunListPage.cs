using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>One page of runs, newest first.</summary>
/// <param name="Rows">The runs.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record RunListPage(IReadOnlyList<RunListRow> Rows, int Total, PageCursor? Next);
