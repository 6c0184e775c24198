namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>One place where two of the sums differ.</summary>
/// <param name="Text">A sentence with the exact amounts.</param>
/// <param name="Amount">By how much the first is more than the second.</param>
/// <param name="Unit">What the amount is.</param>
public sealed record ReconciliationDifference(string Text, decimal Amount, KpiUnit Unit)
{
    /// <summary>The day, of the reporting time zone; null where it is of a month.</summary>
    public DateOnly? Day { get; init; }

    public PipelineId? PipelineId { get; init; }

    /// <summary>What is summed, in words; empty where it is of a call.</summary>
    public string Fact { get; init; } = "";

    public ModelCallId? CallId { get; init; }

    public LedgerEntryId? EntryId { get; init; }

    public RunId? RunId { get; init; }
}

/// <summary>All differences of one sort in one month.</summary>
/// <param name="Sort">What was compared.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">The largest, or the latest of calls.</param>
public sealed record DifferenceGroup(DifferenceSort Sort, long Count, IReadOnlyList<ReconciliationDifference> First);
