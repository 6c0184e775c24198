using GenOps.Core.Starts.Schedules;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>One schedule.</summary>
public sealed record ScheduleRow
{
    public required ScheduleId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Five fields, as cron writes them.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    public required MoneyMode Money { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>UTC, without jitter; null when there is no further one.</summary>
    public required DateTime? NextAt { get; init; }

    public required SchedulePolicies Policies { get; init; }

    /// <summary>UTC; null when it is not paused.</summary>
    public required DateTime? PausedUntil { get; init; }

    /// <summary>Who paused it and why; empty when it is not paused.</summary>
    public required string PauseReason { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The bound inputs of its runs, JSON.</summary>
    public required string Inputs { get; init; }

    /// <summary>The last few, newest first.</summary>
    public required IReadOnlyList<OccurrenceRow> Occurrences { get; init; }
}
