using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>One page of the queue, oldest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
/// <param name="Pipelines">Pipelines with open reviews, whatever the filter, for choosing one.</param>
public sealed record ReviewQueuePage(IReadOnlyList<ReviewQueueItem> Items, int Total, IReadOnlyList<PipelineReviews> Pipelines);
