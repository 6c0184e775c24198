using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Arithmetic over durations. A cell of them is one value of so many rows, or has a <see cref="Spread"/>.</summary>
internal static class Durations
{
    /// <summary>Seconds between two times, exact.</summary>
    public static decimal Seconds(DateTime from, DateTime to) => Seconds((to - from).Ticks);

    /// <summary>Seconds of so many ticks, exact.</summary>
    public static decimal Seconds(long ticks) => ticks / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>The middle value, or the mean of the two in the middle; null of nothing.</summary>
    public static decimal? Median(IEnumerable<Cell> cells)
    {
        var sorted = Sorted(cells);
        var all = sorted.Sum(v => v.Rows);
        return all == 0 ? null : (At(sorted, (all - 1) / 2) + At(sorted, all / 2)) / 2;
    }

    /// <summary>The smallest value that at least nine in ten do not exceed; null of nothing.</summary>
    public static decimal? Percentile90(IEnumerable<Cell> cells)
    {
        var sorted = Sorted(cells);
        var all = sorted.Sum(v => v.Rows);
        return all == 0 ? null : At(sorted, ((all * 9) + 9) / 10 - 1);
    }

    /// <summary>All of them by class.</summary>
    public static Spread Together(IEnumerable<Cell> cells)
    {
        var all = new Spread();
        foreach (var cell in cells)
        {
            if (cell.Spread is { } spread) all.Add(spread);
            else all.Add(DurationSketch.ClassOf(Value(cell)), new RollupAmount(Value(cell).Ticks, cell.Rows));
        }

        return all;
    }

    private static TimeSpan Value(Cell cell) => TimeSpan.FromTicks((long)(cell.Amount * TimeSpan.TicksPerSecond));

    private static List<(decimal Value, long Rows)> Sorted(IEnumerable<Cell> cells)
    {
        List<Cell> all = [.. cells];
        var values = all.Where(c => c.Spread is null).Select(c => (Value: c.Amount / c.Rows, c.Rows));
        var classes = Together(all.Where(c => c.Spread is not null)).Amounts.Values.Select(a => (Value: Seconds(a.Amount) / a.Rows, a.Rows));
        return [.. values.Concat(classes).OrderBy(v => v.Value)];
    }

    /// <summary>The value at a place, from 0.</summary>
    private static decimal At(List<(decimal Value, long Rows)> sorted, long place)
    {
        foreach (var (value, rows) in sorted)
        {
            if (place < rows) return value;
            place -= rows;
        }

        throw new ArgumentOutOfRangeException(nameof(place), place, null);
    }
}
