namespace GenOps.Core.Desk.Reviews;

/// <summary>How many reviews of a pipeline are open.</summary>
public sealed record PipelineReviews(string Pipeline, int Open);
