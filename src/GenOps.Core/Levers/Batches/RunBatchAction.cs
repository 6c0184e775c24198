namespace GenOps.Core.Levers.Batches;

/// <summary>What is done to each run of a batch.</summary>
public enum RunBatchAction
{
    /// <summary>It stops at its next step.</summary>
    Pause,

    /// <summary>Its own pause ends.</summary>
    Resume,

    /// <summary>It ends; a call under way is finished and kept.</summary>
    Cancel,

    /// <summary>It goes on from the step that failed.</summary>
    Retry,
}
