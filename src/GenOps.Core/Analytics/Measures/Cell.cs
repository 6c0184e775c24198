using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>The sum of all rows of one key.</summary>
/// <param name="Key">Where it belongs; its segment is a bucket of the scope.</param>
/// <param name="Amount">In the measure's unit, exact.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Unstated">How many of them count nothing because no assumption says what they are worth.</param>
internal sealed record Cell(CellKey Key, decimal Amount, long Rows, long Unstated = 0)
{
    /// <summary>The statements that went into the amount.</summary>
    public IReadOnlyList<Assumption> By { get; init; } = [];

    /// <summary>Which statements the unstated rows lack.</summary>
    public IReadOnlyList<AssumptionGap> Gaps { get; init; } = [];

    /// <summary>Its durations by class, where some of them are told by sums; null where each cell is one value.</summary>
    public Spread? Spread { get; init; }

    /// <summary>When the first money of it was spent, UTC; null where none was, or where it is no cost.</summary>
    public DateTime? FirstSpend { get; init; }
}
