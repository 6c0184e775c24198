namespace GenOps.Core.Starts.Schedules;

/// <summary>What became of one occurrence.</summary>
public enum OccurrenceOutcome
{
    /// <summary>It started its run.</summary>
    Started,

    /// <summary>Its run could not be started.</summary>
    Failed,

    /// <summary>Nobody could start it in time, and the misfire policy makes up for none.</summary>
    Missed,

    /// <summary>A run before it had not ended, and the overlap policy leaves it out.</summary>
    Skipped,

    /// <summary>It waits for the run before it to end.</summary>
    Queued,
}
