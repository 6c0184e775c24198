namespace GenOps.Testing.Measuring;

/// <summary>Measures several things in turn, so that what the machine does meanwhile falls on all of them.</summary>
public static class Alternation
{
    /// <summary>Runs every contender once a round; each round begins with another, as the first after a pause has an easier time.</summary>
    /// <param name="rounds">At least 1.</param>
    /// <param name="contenders">Each measures itself once and tells its value.</param>
    /// <returns>Each contender's values, one a round, in the order of the rounds.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<double>>> RunAsync(int rounds, params IReadOnlyList<Func<Task<double>>> contenders)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var values = contenders.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var which = (round + turn) % contenders.Count;
                values[which].Add(await contenders[which]());
            }
        }

        return values;
    }

    /// <summary>The middle of an odd number of values; the mean of the two in the middle of an even number.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0) throw new ArgumentException("No value has no median.", nameof(values));
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
