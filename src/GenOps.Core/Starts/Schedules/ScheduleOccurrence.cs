namespace GenOps.Core.Starts.Schedules;

/// <summary>One time a schedule fell due; unique, so that it starts one run whatever dies when.</summary>
public sealed class ScheduleOccurrence
{
    public required ScheduleOccurrenceId Id { get; init; }

    public required ScheduleId ScheduleId { get; init; }

    /// <summary>UTC, without its jitter.</summary>
    public required DateTime OccursAt { get; init; }

    public OccurrenceOutcome Outcome { get; set; }

    /// <summary>The run it started; null when it did not, with the reason in <see cref="Problem"/>.</summary>
    public RunId? RunId { get; set; }

    public string Problem { get; set; } = "";

    /// <summary>How many occurrences right before it fell due and have no row, since this one stands for them.</summary>
    public int Missed { get; init; }
}
