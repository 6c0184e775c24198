namespace GenOps.Core.Desk.Reviews;

/// <summary>One page of the queue, oldest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
/// <param name="Pipelines">Pipelines with open reviews, whatever the filter, for choosing one.</param>
/// <param name="Moneys">The moneys with open reviews, whatever the filter, for choosing one.</param>
public sealed record ReviewQueuePage(
    IReadOnlyList<ReviewQueueItem> Items, int Total, IReadOnlyList<PipelineReviews> Pipelines, IReadOnlyList<MoneyReviews> Moneys);
