namespace GenOps.Web.Components.Charts;

/// <summary>One value of a series, with the text people see for it.</summary>
/// <typeparam name="TItem">What a click hands back, as a key or a drill-down link.</typeparam>
/// <param name="Category">The place on the axis, or the slice; the same order in every series of a chart.</param>
/// <param name="Value">The height; null leaves a gap. Only for drawing: figures that must be exact are in the text.</param>
/// <param name="Text">The value as people read it, formatted here and shown as it is.</param>
/// <param name="Item">What the point stands for.</param>
public sealed record ApexPoint<TItem>(string Category, double? Value, string Text, TItem Item);

/// <summary>A named row of points.</summary>
/// <param name="Name">As in the legend.</param>
/// <param name="Points">One per category.</param>
public sealed record ApexSeries<TItem>(string Name, IReadOnlyList<ApexPoint<TItem>> Points)
{
    /// <summary>
    /// Which of the theme's eight series colours, 0 to 7; null takes them in order. Set it where one thing shall keep its
    /// colour on every chart.
    /// </summary>
    public int? Colour { get; init; }

    /// <summary>Whether a line is drawn in dashes, so that it is told from the others without its colour.</summary>
    public bool Dashed { get; init; }
}

/// <summary>The point that was clicked.</summary>
/// <param name="SeriesIndex">Position of its series, from 0.</param>
/// <param name="PointIndex">Position within the series, from 0.</param>
/// <param name="Series">Its series.</param>
/// <param name="Point">The point itself.</param>
public sealed record ApexClick<TItem>(int SeriesIndex, int PointIndex, ApexSeries<TItem> Series, ApexPoint<TItem> Point);
