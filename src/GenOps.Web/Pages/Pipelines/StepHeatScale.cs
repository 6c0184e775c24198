using System.Globalization;
using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Web.Words;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>What the heat of a pipeline's steps is of.</summary>
public enum HeatBy
{
    Time,
    Cost,
}

/// <summary>The heat of one step.</summary>
/// <param name="Heat">0 to 1: its part of the whole against the largest part; null where nothing is known.</param>
/// <param name="Share">Its part of the whole in words; empty where nothing is known.</param>
/// <param name="Median">The median in words, or why there is none.</param>
/// <param name="IsHottest">Whether no step takes more: the bottleneck.</param>
/// <param name="Note">All that is known of it, for whoever points at it.</param>
public sealed record StepHeatFigure(double? Heat, string Share, string Median, bool IsHottest, string Note);

/// <summary>Turns what steps took into heat.</summary>
public static class StepHeatScale
{
    /// <summary>The heat of each step.</summary>
    /// <param name="steps">The steps drawn.</param>
    /// <param name="heat">What they took.</param>
    /// <param name="by">Time or cost.</param>
    public static IReadOnlyDictionary<string, StepHeatFigure> Of(IEnumerable<string> steps, StepHeat heat, HeatBy by)
    {
        var largest = heat.Steps.Values.Max(s => ShareOf(s, by)) ?? 0;
        return steps.ToDictionary(id => id, id => heat.Steps.TryGetValue(id, out var row) ? Of(row, heat.Runs, by, largest) : Nothing(heat.Runs));
    }

    private static StepHeatFigure Of(StepHeatRow row, int runs, HeatBy by, double largest)
    {
        var share = ShareOf(row, by);
        var note = $"Worked on in {row.Runs} of {Runs(runs)}: median {DurationWords.Of(row.MedianTime)}, {new Money(row.MedianCostNanoUsd)}"
            + (row.UnpricedCalls > 0 ? $", without {row.UnpricedCalls} calls that have no price" : "");
        return new StepHeatFigure(
            share is null ? null : largest > 0 ? share / largest : 0,
            share is { } part ? Percent(part) : "",
            by == HeatBy.Time ? DurationWords.Of(row.MedianTime) : new Money(row.MedianCostNanoUsd).ToString(),
            share is > 0 && share >= largest,
            note);
    }

    private static StepHeatFigure Nothing(int runs) =>
        new(null, "", "no data", false, runs == 0 ? "No run of this money has ended yet" : $"Not worked on in the last {Runs(runs)}");

    private static double? ShareOf(StepHeatRow row, HeatBy by) => by == HeatBy.Time ? row.TimeShare : row.CostShare;

    private static string Runs(int runs) => runs == 1 ? "1 run" : $"{runs} runs";

    private static string Percent(double share) => share is > 0 and < 0.01 ? "under 1 %" : share.ToString("0 %", CultureInfo.InvariantCulture);
}
