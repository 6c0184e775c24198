namespace GenOps.Web.Components.Charts;

/// <summary>How a chart looks, apart from its data.</summary>
public sealed record ApexChartOptions
{
    /// <summary>How series are drawn.</summary>
    /// <value><see cref="ChartKind.Line"/> unless set.</value>
    public ChartKind Kind { get; init; } = ChartKind.Line;

    /// <summary>Height in CSS pixels, 80 to 1000.</summary>
    /// <value>260 unless set.</value>
    public int Height { get; init; } = 260;

    /// <summary>The value axis with its texts; null makes one from the data with plain numbers.</summary>
    public ChartScale? Scale { get; init; }

    /// <summary>Makes the texts of the value axis when <see cref="Scale"/> is not given.</summary>
    public Func<double, string>? AxisText { get; init; }

    /// <summary>Whether series are named below the chart.</summary>
    /// <value>True unless set; a single series is never named.</value>
    public bool Legend { get; init; } = true;

    /// <summary>Whether bars lie on their side; for long category names.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Text in the middle of a donut, as its total.</summary>
    public string? CentreText { get; init; }

    /// <summary>Head of the category column in the table under the chart.</summary>
    public string CategoryTitle { get; init; } = "Category";
}
