using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>A schedule, and the next ten times it starts something.</summary>
public sealed record ScheduleDetail(ScheduleRow Schedule, IReadOnlyList<UpcomingRow> Upcoming);
