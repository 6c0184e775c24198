namespace GenOps.Web.Components.Charts;

/// <summary>How series are drawn.</summary>
public enum ChartKind
{
    /// <summary>One line per series over shared categories; a missing value leaves a gap.</summary>
    Line,

    /// <summary>Bars side by side.</summary>
    Bar,

    /// <summary>Bars whose series stand on one another.</summary>
    StackedBar,

    /// <summary>Shares of a whole; takes exactly one series.</summary>
    Donut,

    /// <summary>A grid of shades: one row per series, one column per category.</summary>
    HeatMap,
}
