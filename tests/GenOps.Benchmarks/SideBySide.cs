using GenOps.Testing.Measuring;

namespace GenOps.Benchmarks;

/// <summary>One of those whose rates are compared.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Such as <c>chains/s</c>.</param>
/// <param name="RateAsync">Does the work so often, and says how much a second.</param>
internal sealed record Contender(string Name, string Unit, Func<int, Task<double>> RateAsync);

/// <summary>Rates of several contenders, measured in turn; the medians count.</summary>
internal static class SideBySide
{
    /// <summary>As many as a comparison takes.</summary>
    public const int Rounds = 10;

    private const double SecondsOfATurn = 3;

    /// <summary>Each contender first shows how much it does in a turn, warm; the first is the one the others are compared with.</summary>
    public static async Task<IReadOnlyList<double>> MediansAsync(IReadOnlyList<Contender> contenders, double scale)
    {
        var turns = new List<Func<Task<double>>>();
        foreach (var contender in contenders)
        {
            // Twice: the first is of a cold one.
            await contender.RateAsync(Measuring.Scaled(60, scale));
            var count = Measuring.Scaled((int)(SecondsOfATurn * await contender.RateAsync(Measuring.Scaled(60, scale))), scale);
            turns.Add(() => contender.RateAsync(count));
        }

        return [.. (await Alternation.RunAsync(Rounds, turns)).Select(Alternation.Median)];
    }

    /// <summary>The figures of contenders and how many times each the first one is.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(IReadOnlyList<Contender> contenders, double scale)
    {
        var medians = await MediansAsync(contenders, scale);
        return
        [
            .. contenders.Zip(medians, (c, median) => new Figure($"{c.Name}, median of {Rounds} in turn", median, c.Unit)),
            .. contenders.Zip(medians).Skip(1).Select(pair => new Figure($"{contenders[0].Name} against {pair.First.Name}", medians[0] / pair.Second, "times")),
        ];
    }
}
