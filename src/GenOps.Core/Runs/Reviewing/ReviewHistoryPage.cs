using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>One page of decisions, newest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
public sealed record ReviewHistoryPage(IReadOnlyList<DecisionView> Items, int Total);
