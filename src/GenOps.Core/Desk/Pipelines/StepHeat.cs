namespace GenOps.Core.Desk.Pipelines;

/// <summary>What one step took and cost over some runs.</summary>
public sealed record StepHeatRow
{
    /// <summary>The step's id in the definition.</summary>
    public required string StepId { get; init; }

    /// <summary>In how many of the runs it was worked on to its end; at least 1.</summary>
    public required int Runs { get; init; }

    /// <summary>The median of its time in those: from its first claim to its end, waiting for people and for its items included.</summary>
    public required TimeSpan MedianTime { get; init; }

    /// <summary>Its part of the time of all steps, 0 to 1; null where no step took any.</summary>
    public required double? TimeShare { get; init; }

    /// <summary>The median of what it cost in those, its items and its reviewers' minutes included; nano-US-dollars.</summary>
    public required long MedianCostNanoUsd { get; init; }

    /// <summary>Its part of the cost of all steps, 0 to 1; null where they cost nothing.</summary>
    public required double? CostShare { get; init; }

    /// <summary>Its calls without a price, which the cost leaves out.</summary>
    public required int UnpricedCalls { get; init; }
}

/// <summary>One step in one run.</summary>
/// <param name="StepId">The step's id in the definition.</param>
/// <param name="Time">From its first claim to its end.</param>
/// <param name="CostNanoUsd">All it cost, its items included; nano-US-dollars.</param>
/// <param name="UnpricedCalls">Its calls without a price.</param>
public sealed record StepFigure(string StepId, TimeSpan Time, long CostNanoUsd, int UnpricedCalls = 0);

/// <summary>Where the time and the money of a pipeline's last runs went, step by step.</summary>
/// <param name="Money">Live or sandbox.</param>
/// <param name="Runs">How many runs it is about.</param>
/// <param name="Steps">By step id; a step that was worked on in none of them is not there.</param>
public sealed record StepHeat(MoneyMode Money, int Runs, IReadOnlyDictionary<string, StepHeatRow> Steps)
{
    /// <summary>Sums up what steps took in single runs.</summary>
    public static StepHeat Of(MoneyMode money, int runs, IReadOnlyCollection<StepFigure> figures)
    {
        var time = figures.Sum(f => f.Time.Ticks);
        var cost = figures.Sum(f => f.CostNanoUsd);
        return new StepHeat(money, runs, figures.GroupBy(f => f.StepId).ToDictionary(g => g.Key, g => new StepHeatRow
        {
            StepId = g.Key,
            Runs = g.Count(),
            MedianTime = new TimeSpan(Median([.. g.Select(f => f.Time.Ticks)])),
            TimeShare = Share(g.Sum(f => f.Time.Ticks), time),
            MedianCostNanoUsd = Median([.. g.Select(f => f.CostNanoUsd)]),
            CostShare = Share(g.Sum(f => f.CostNanoUsd), cost),
            UnpricedCalls = g.Sum(f => f.UnpricedCalls),
        }));
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>The middle one; of two, what lies half way between them, rounded half to even.</summary>
    private static long Median(List<long> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1
            ? values[middle]
            : decimal.ToInt64(Math.Round(((decimal)values[middle - 1] + values[middle]) / 2, MidpointRounding.ToEven));
    }
}
