using GenOps.Web.Theme;

namespace GenOps.Web.Components.Charts;

/// <summary>
/// What the browser is given to draw: data and finished texts, no code and no markup. The script that reads it writes all
/// texts as text.
/// </summary>
internal sealed record ChartDrawing
{
    /// <summary>line, bar, donut or heatmap.</summary>
    public required string Type { get; init; }

    public required int Height { get; init; }

    public required bool Stacked { get; init; }

    public required bool Horizontal { get; init; }

    public required bool Legend { get; init; }

    public required bool Clickable { get; init; }

    public required bool Dark { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyList<IReadOnlyList<double?>> Values { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> Texts { get; init; }

    public required IReadOnlyList<string> Colours { get; init; }

    /// <summary>The length of each line's dashes in pixels; 0 for a whole one.</summary>
    public required IReadOnlyList<int> Dashes { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    public required IReadOnlyList<string> Ticks { get; init; }

    /// <summary>The shades of a heat map, from the lowest values to the highest.</summary>
    public required IReadOnlyList<ChartShade> Shades { get; init; }

    public string? CentreText { get; init; }

    public required string TextColour { get; init; }

    public required string LineColour { get; init; }

    public required string GroundColour { get; init; }

    /// <summary>Brings series and options into the shape the script reads.</summary>
    /// <exception cref="ArgumentException">A donut with other than one series, or series of different lengths.</exception>
    public static ChartDrawing Of<TItem>(IReadOnlyList<ApexSeries<TItem>> series, ApexChartOptions options, bool dark, bool clickable)
    {
        if (options.Kind == ChartKind.Donut && series.Count != 1)
            throw new ArgumentException("A donut shows exactly one series.", nameof(series));
        if (series.Select(s => s.Points.Count).Distinct().Skip(1).Any())
            throw new ArgumentException("All series of a chart share their categories.", nameof(series));
        var scale = options.Scale ?? ScaleOf(series, options);
        var palette = GenOpsTheme.PaletteOf(dark);
        var donut = options.Kind == ChartKind.Donut;
        var points = series.Count == 0 ? [] : series[0].Points;
        return new ChartDrawing
        {
            Type = options.Kind switch
            {
                ChartKind.Line => "line",
                ChartKind.Donut => "donut",
                ChartKind.HeatMap => "heatmap",
                _ => "bar",
            },
            Height = Math.Clamp(options.Height, 80, 1000),
            Stacked = options.Kind == ChartKind.StackedBar,
            Horizontal = options.Horizontal,
            Legend = options.Legend && options.Kind != ChartKind.HeatMap && (series.Count > 1 || donut),
            Clickable = clickable,
            Dark = dark,
            Categories = [.. points.Select(p => p.Category)],
            Names = [.. series.Select(s => s.Name)],
            Values = [.. series.Select(s => s.Points.Select(p => p.Value).ToList())],
            Texts = [.. series.Select(s => s.Points.Select(p => p.Text).ToList())],
            Colours = ColoursOf(series, donut, dark),
            Dashes = [.. series.Select(s => s.Dashed ? 5 : 0)],
            Min = scale.Min,
            Max = scale.Max,
            Ticks = scale.Texts,
            Shades = options.Kind == ChartKind.HeatMap ? ChartShade.Between(scale.Min, scale.Max, palette) : [],
            CentreText = options.CentreText,
            TextColour = palette.TextSecondary.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex),
            LineColour = palette.LinesDefault.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex),
            GroundColour = palette.Surface.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex),
        };
    }

    private static ChartScale ScaleOf<TItem>(IReadOnlyList<ApexSeries<TItem>> series, ApexChartOptions options)
    {
        var values = options.Kind == ChartKind.StackedBar
            ? ChartScale.StackEnds(series)
            : series.SelectMany(s => s.Points).Select(p => p.Value ?? 0);
        return ChartScale.Around(values, options.AxisText);
    }

    private static List<string> ColoursOf<TItem>(IReadOnlyList<ApexSeries<TItem>> series, bool donut, bool dark)
    {
        var colours = GenOpsTheme.SeriesOf(dark);
        var wanted = donut
            ? Enumerable.Range(0, series[0].Points.Count)
            : series.Select((s, i) => s.Colour ?? i);
        return [.. wanted.Select(i => colours[i % colours.Count])];
    }
}
