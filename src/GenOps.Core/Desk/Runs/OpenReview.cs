namespace GenOps.Core.Desk.Runs;

/// <summary>A review that waits for a person.</summary>
public sealed record OpenReview(ReviewTaskId Id, OutputId OutputId, DateTime OpenedAt);
