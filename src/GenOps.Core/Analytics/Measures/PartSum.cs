namespace GenOps.Core.Analytics.Measures;

/// <summary>Some cells taken together.</summary>
internal sealed class PartSum(IReadOnlyList<Cell> cells)
{
    public IReadOnlyList<Cell> Cells { get; } = cells;

    public decimal Amount { get; } = cells.Sum(c => c.Amount);

    public long Rows { get; } = cells.Sum(c => c.Rows);

    public long Unstated { get; } = cells.Sum(c => c.Unstated);
}
