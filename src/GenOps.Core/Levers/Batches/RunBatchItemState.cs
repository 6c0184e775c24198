namespace GenOps.Core.Levers.Batches;

/// <summary>Where one run of a batch stands.</summary>
public enum RunBatchItemState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It could not be done; the item says why.</summary>
    Refused,
}
