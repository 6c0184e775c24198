namespace GenOps.Core.Ledger;

/// <summary>Divides whole nano-dollars without losing one.</summary>
internal static class LargestRemainder
{
    /// <summary>Parts in proportion to the weights that sum to the amount; what does not come out even goes to the largest remainders, of equal ones to the first.</summary>
    /// <param name="amount">May be negative.</param>
    /// <param name="weights">None negative, not all zero.</param>
    public static long[] Split(long amount, IReadOnlyList<long> weights)
    {
        Int128 size = Math.Abs(amount);
        var all = weights.Aggregate(Int128.Zero, (sum, w) => sum + w);
        var parts = weights.Select(w => (long)(size * w / all)).ToArray();
        var left = (int)((long)size - parts.Sum());
        foreach (var i in Enumerable.Range(0, weights.Count).OrderByDescending(i => size * weights[i] % all).ThenBy(i => i).Take(left)) parts[i]++;
        return amount < 0 ? Array.ConvertAll(parts, p => -p) : parts;
    }
}
