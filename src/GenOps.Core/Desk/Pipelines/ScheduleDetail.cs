namespace GenOps.Core.Desk.Pipelines;

/// <summary>A schedule, and the next ten times it starts something.</summary>
public sealed record ScheduleDetail(ScheduleRow Schedule, IReadOnlyList<UpcomingRow> Upcoming);
