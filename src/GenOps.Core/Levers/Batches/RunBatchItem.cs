namespace GenOps.Core.Levers.Batches;

/// <summary>One run of a batch.</summary>
public sealed class RunBatchItem
{
    public required RunBatchItemId Id { get; init; }

    public required RunBatchId BatchId { get; init; }

    public required RunId RunId { get; init; }

    public RunBatchItemState State { get; set; } = RunBatchItemState.Waiting;

    /// <summary>Why it could not be done, in plain words; empty otherwise.</summary>
    public string Problem { get; set; } = "";
}
