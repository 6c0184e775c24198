using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Queries;

/// <summary>A review that waits for a person.</summary>
public sealed record OpenReview(ReviewTaskId Id, OutputId OutputId, DateTime OpenedAt);
