namespace GenOps.Core.Starts.Backfills;

/// <summary>Where a backfill stands.</summary>
public enum BackfillState
{
    /// <summary>It starts its runs, so many at a time.</summary>
    Running,

    /// <summary>Its cost reached its cap; what has not started waits for a higher cap.</summary>
    CapReached,

    /// <summary>All are started, and each has ended or waits for a person.</summary>
    Finished,

    /// <summary>A person ended it; what had not started never will.</summary>
    Cancelled,
}
