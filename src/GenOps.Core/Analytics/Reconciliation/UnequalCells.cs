using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>What one side adds up to in one place.</summary>
internal readonly record struct Tally(decimal Amount, long Rows);

/// <summary>A place in which two sides do not add up to the same.</summary>
/// <param name="Key">The place; of one of its cells, beyond what was compared by.</param>
/// <param name="One">The first side.</param>
/// <param name="Other">The second side.</param>
internal sealed record UnequalCells(CellKey Key, Tally One, Tally Other)
{
    /// <summary>By how much the first is more.</summary>
    public decimal Difference => One.Amount - Other.Amount;

    /// <summary>All of them. What one side does not have is nothing there.</summary>
    /// <param name="one">The first side.</param>
    /// <param name="other">The second side.</param>
    /// <param name="place">What of a cell's key it is compared by.</param>
    public static IEnumerable<UnequalCells> Between<TPlace>(IEnumerable<Cell> one, IEnumerable<Cell> other, Func<CellKey, TPlace> place)
        where TPlace : notnull
    {
        var sums = new Dictionary<TPlace, UnequalCells>();
        foreach (var cell in one)
        {
            var sum = Of(cell.Key);
            sums[place(cell.Key)] = sum with { One = new Tally(sum.One.Amount + cell.Amount, sum.One.Rows + cell.Rows) };
        }

        foreach (var cell in other)
        {
            var sum = Of(cell.Key);
            sums[place(cell.Key)] = sum with { Other = new Tally(sum.Other.Amount + cell.Amount, sum.Other.Rows + cell.Rows) };
        }

        return sums.Values.Where(s => s.One != s.Other);

        UnequalCells Of(CellKey key) => sums.GetValueOrDefault(place(key)) ?? new UnequalCells(key, default, default);
    }
}
