using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>One time to come.</summary>
/// <param name="OccursAt">UTC.</param>
/// <param name="StartsAt">With its jitter, UTC.</param>
/// <param name="Local">In the schedule's zone, with its offset.</param>
public sealed record UpcomingRow(DateTime OccursAt, DateTime StartsAt, DateTimeOffset Local);
