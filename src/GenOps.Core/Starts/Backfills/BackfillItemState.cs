namespace GenOps.Core.Starts.Backfills;

/// <summary>What became of one input of a backfill.</summary>
public enum BackfillItemState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>It has its run.</summary>
    Started,

    /// <summary>Its run could not be started.</summary>
    Failed,

    /// <summary>The backfill was cancelled before its turn.</summary>
    Cancelled,
}
