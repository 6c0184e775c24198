namespace GenOps.Core.Desk.Pipelines;

/// <summary>One time to come.</summary>
/// <param name="OccursAt">UTC.</param>
/// <param name="StartsAt">With its jitter, UTC.</param>
/// <param name="Local">In the schedule's zone, with its offset.</param>
public sealed record UpcomingRow(DateTime OccursAt, DateTime StartsAt, DateTimeOffset Local);
