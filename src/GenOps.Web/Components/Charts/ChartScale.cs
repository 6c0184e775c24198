using System.Globalization;

namespace GenOps.Web.Components.Charts;

/// <summary>A value axis: its ends, and a text for each evenly spaced tick. Made here so that no formatting happens in the browser.</summary>
/// <param name="Min">Lower end.</param>
/// <param name="Max">Upper end; above <paramref name="Min"/>.</param>
/// <param name="Texts">One text per tick, from the lower end to the upper; at least two.</param>
public sealed record ChartScale(double Min, double Max, IReadOnlyList<string> Texts)
{
    private const int WantedIntervals = 5;

    /// <summary>An axis of round steps (1, 2, 2.5 or 5 times a power of ten) around the data and zero.</summary>
    /// <param name="values">The values to be shown; stacks already summed.</param>
    /// <param name="text">Makes the text of a tick; plain numbers when null.</param>
    public static ChartScale Around(IEnumerable<double> values, Func<double, string>? text = null)
    {
        double low = 0, high = 0;
        foreach (var value in values.Where(double.IsFinite))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (high - low <= 0) high = low + 1;
        var step = RoundStep((high - low) / WantedIntervals);
        var first = Math.Floor((low / step) + 1e-9);
        var last = Math.Ceiling((high / step) - 1e-9);
        var ticks = Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToList();
        return new ChartScale(ticks[0], ticks[^1], [.. ticks.Select(text ?? Plain)]);
    }

    /// <summary>The heights of stacks: per category the sum of what is above zero, and of what is below.</summary>
    internal static IEnumerable<double> StackEnds<TItem>(IReadOnlyList<ApexSeries<TItem>> series)
    {
        var categories = series.Count == 0 ? 0 : series.Max(s => s.Points.Count);
        for (var i = 0; i < categories; i++)
        {
            var values = series.Where(s => i < s.Points.Count).Select(s => s.Points[i].Value ?? 0).ToList();
            yield return values.Where(v => v > 0).Sum();
            yield return values.Where(v => v < 0).Sum();
        }
    }

    private static double RoundStep(double wanted)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
        {
            if (factor * power >= wanted * (1 - 1e-9)) return factor * power;
        }

        return 10 * power;
    }

    private static string Plain(double value) => Math.Round(value, 10).ToString("#,##0.##########", CultureInfo.InvariantCulture);
}
