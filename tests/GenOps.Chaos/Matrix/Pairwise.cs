namespace GenOps.Chaos.Matrix;

/// <summary>Chooses combinations so that every two values of different factors meet at least once.</summary>
public static class Pairwise
{
    /// <summary>
    /// Takes, again and again, the combination that covers most pairs not covered yet; the first of several, so that the same
    /// input gives the same choice.
    /// </summary>
    /// <param name="all">Every combination.</param>
    /// <param name="factors">The values of one combination, one per factor.</param>
    public static IReadOnlyList<T> Cover<T>(IEnumerable<T> all, Func<T, IReadOnlyList<object>> factors)
    {
        var left = all.Select(c => (Cell: c, Pairs: PairsOf(factors(c)))).ToList();
        var open = left.SelectMany(c => c.Pairs).ToHashSet();
        var chosen = new List<T>();
        while (open.Count > 0)
        {
            var best = left.MaxBy(c => c.Pairs.Count(open.Contains));
            chosen.Add(best.Cell);
            open.ExceptWith(best.Pairs);
            left.Remove(best);
        }

        return chosen;
    }

    private static List<(int, object, int, object)> PairsOf(IReadOnlyList<object> values) =>
    [
        .. from a in Enumerable.Range(0, values.Count)
           from b in Enumerable.Range(a + 1, values.Count - a - 1)
           select (a, values[a], b, values[b]),
    ];
}
