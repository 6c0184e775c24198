using System.Globalization;
using GenOps.Web.Components.Charts;

namespace GenOps.Web.Tests.Components.Charts;

public sealed class ChartScaleTests
{
    [Fact]
    public void Around_UnevenTop_EndsOnARoundStepAboveIt()
    {
        var scale = ChartScale.Around([0.2, 1.16]);

        Assert.Equal(0, scale.Min);
        Assert.Equal(1.25, scale.Max, 10);
        Assert.Equal(["0", "0.25", "0.5", "0.75", "1", "1.25"], scale.Texts);
    }

    [Fact]
    public void Around_NegativeValues_KeepsZeroOnATick()
    {
        var scale = ChartScale.Around([-3, 8]);

        Assert.Equal(-5, scale.Min);
        Assert.Equal(10, scale.Max);
        Assert.Contains("0", scale.Texts);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new double[] { 0, 0 })]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    public void Around_NothingToShow_IsAnAxisFromZeroToOne(double[] values)
    {
        var scale = ChartScale.Around(values);

        Assert.Equal((0, 1), (scale.Min, scale.Max));
    }

    [Fact]
    public void Around_TinyMoney_UsesTheGivenText()
    {
        var scale = ChartScale.Around([0.00042], v => "$" + v.ToString("0.0000", CultureInfo.InvariantCulture));

        Assert.Equal("$0.0000", scale.Texts[0]);
        Assert.Equal("$0.0005", scale.Texts[^1]);
    }

    [Fact]
    public void StackEnds_MixedSigns_SumsEachSideApart()
    {
        ApexSeries<int>[] series =
        [
            new("a", [new("x", 2, "", 0)]),
            new("b", [new("x", 3, "", 0)]),
            new("c", [new("x", -4, "", 0)]),
        ];

        Assert.Equal([5, -4], ChartScale.StackEnds(series));
    }
}
