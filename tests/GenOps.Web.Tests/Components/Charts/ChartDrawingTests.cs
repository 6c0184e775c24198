using GenOps.Web.Components.Charts;
using GenOps.Web.Theme;

namespace GenOps.Web.Tests.Components.Charts;

public sealed class ChartDrawingTests
{
    private static readonly ApexSeries<int> Series = new("Cost", [new("a", 1, "$1.00", 1), new("b", 3, "$3.00", 2)]);

    [Fact]
    public void Of_StackedBar_ReachesTheTopOfTheStack()
    {
        var drawing = ChartDrawing.Of([Series, Series], new ApexChartOptions { Kind = ChartKind.StackedBar }, dark: false, clickable: true);

        Assert.True(drawing.Stacked);
        Assert.Equal(6, drawing.Max);
    }

    [Fact]
    public void Of_Donut_ColoursSlicesNotSeries()
    {
        var drawing = ChartDrawing.Of([Series], new ApexChartOptions { Kind = ChartKind.Donut }, dark: true, clickable: false);

        Assert.Equal(GenOpsTheme.DarkSeries.Take(2), drawing.Colours);
        Assert.True(drawing.Legend);
    }

    [Fact]
    public void Of_DonutOfTwoSeries_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            ChartDrawing.Of([Series, Series], new ApexChartOptions { Kind = ChartKind.Donut }, dark: false, clickable: false));

    [Fact]
    public void Of_SeriesOfDifferentLength_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            ChartDrawing.Of([Series, new ApexSeries<int>("Other", [])], new ApexChartOptions(), dark: false, clickable: false));

    [Fact]
    public void Of_HeatMap_ShadesFromGroundToPrimary()
    {
        var drawing = ChartDrawing.Of([Series], new ApexChartOptions { Kind = ChartKind.HeatMap }, dark: false, clickable: false);

        Assert.Equal("#eceff3", drawing.Shades[0].Color);
        Assert.Equal("#0b6870", drawing.Shades[^1].Color);
        Assert.True(drawing.Shades[0].From < 0);
        Assert.Equal(drawing.Max, drawing.Shades[^1].To);
    }

    [Fact]
    public void Of_ColourAsked_KeepsItWhateverThePlace()
    {
        var drawing = ChartDrawing.Of([Series with { Colour = 4 }, Series], new ApexChartOptions(), dark: false, clickable: false);

        Assert.Equal([GenOpsTheme.LightSeries[4], GenOpsTheme.LightSeries[1]], drawing.Colours);
    }
}
