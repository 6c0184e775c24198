using Bunit;
using GenOps.Web.Components.Charts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace GenOps.Web.Tests.Components.Charts;

public sealed class ApexChartTests : BunitContext
{
    private static readonly ApexSeries<string>[] TwoSeries =
    [
        new("Model", [new("1 Nov", 0.2, "$0.200", "model-1"), new("2 Nov", 0.3, "$0.300", "model-2")]),
        new("Labour", [new("1 Nov", 5, "$5.00", "labour-1"), new("2 Nov", null, "—", "labour-2")]),
    ];

    private readonly RecordingJs _browser = new();

    public ApexChartTests() => Services.AddSingleton<IJSRuntime>(_browser);

    private RecordingJs Module => _browser.Made["import"];

    private RecordingJs Chart => Module.Made["create"];

    [Fact]
    public void Render_SeriesGiven_DrawsOnceAndListsTheSameFigures()
    {
        var chart = Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));

        var drawing = Assert.IsType<ChartDrawing>(Assert.Single(Module.Calls).Args[1]);
        Assert.Equal(["1 Nov", "2 Nov"], drawing.Categories);
        Assert.Equal(["$0.200", "$0.300", "$5.00", "—"], drawing.Texts.SelectMany(t => t));
        Assert.Equal(["$0.200", "$5.00", "$0.300", "—"], chart.FindAll("tbody td").Select(c => c.TextContent.Trim()));
    }

    [Fact]
    public async Task Render_AgainWhileTheScriptLoads_MakesOneChartOfTheNewest()
    {
        var loading = new TaskCompletionSource();
        _browser.Answering = loading.Task;
        var chart = Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));
        chart.Render(p => p.Add(c => c.Series, TwoSeries[..1]));

        await chart.InvokeAsync(loading.SetResult);

        chart.WaitForAssertion(() => Assert.Equal(["Model"], Assert.IsType<ChartDrawing>(Assert.Single(Module.Calls).Args[1]).Names));
        Assert.Empty(Chart.Calls);
    }

    [Fact]
    public async Task Render_LastPointGoneWhileTheScriptLoads_DrawsNothing()
    {
        var loading = new TaskCompletionSource();
        _browser.Answering = loading.Task;
        var chart = Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));
        chart.Render(p => p.Add(c => c.Series, []));

        await chart.InvokeAsync(loading.SetResult);

        chart.WaitForAssertion(() => Assert.Contains("import", _browser.Made.Keys));
        Assert.Empty(Module.Calls);
    }

    [Fact]
    public async Task Render_PointsGoneAndBackWhileTheBrowserDraws_DrawsOnTheNewCanvas()
    {
        var chart = Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));
        var (first, drawing) = (Chart, new TaskCompletionSource());
        first.Answering = drawing.Task;
        foreach (var series in new[] { TwoSeries[..1], [], TwoSeries }) chart.Render(p => p.Add(c => c.Series, series));

        await chart.InvokeAsync(drawing.SetResult);

        chart.WaitForAssertion(() => Assert.Equal(2, Module.Calls.Count));
        Assert.True(first.IsDisposed);
        Assert.Equal(2, Module.Calls.Select(c => Assert.IsType<ElementReference>(c.Args[0]).Id).Distinct().Count());
    }

    [Fact]
    public async Task Dispose_WhileTheScriptLoads_DrawsNothingAndReleasesIt()
    {
        var loading = new TaskCompletionSource();
        _browser.Answering = loading.Task;
        Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));
        await DisposeComponentsAsync();

        await Renderer.Dispatcher.InvokeAsync(loading.SetResult);

        Assert.Empty(Module.Calls);
        Assert.True(Module.IsDisposed);
    }

    [Fact]
    public void Click_FigureInTable_HandsBackSeriesAndPoint()
    {
        ApexClick<string>? clicked = null;
        var chart = Render<ApexChart<string>>(p => p
            .Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries)
            .Add(c => c.OnPointClick, (ApexClick<string> c) => clicked = c));

        chart.FindAll("tbody button")[1].Click();

        Assert.Equal((1, 0, "Labour", "labour-1"), (clicked!.SeriesIndex, clicked.PointIndex, clicked.Series.Name, clicked.Point.Item));
    }

    [Fact]
    public async Task PointClicked_FromTheScript_HandsBackSeriesAndPoint()
    {
        ApexClick<string>? clicked = null;
        var chart = Render<ApexChart<string>>(p => p
            .Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries)
            .Add(c => c.OnPointClick, (ApexClick<string> c) => clicked = c));

        await chart.Instance.PointClicked(0, 1);

        Assert.Equal("model-2", clicked!.Point.Item);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public async Task PointClicked_PointNoLongerThere_IsIgnored(int series, int point)
    {
        var clicks = 0;
        var chart = Render<ApexChart<string>>(p => p
            .Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries)
            .Add(c => c.OnPointClick, (ApexClick<string> _) => clicks++));

        await chart.Instance.PointClicked(series, point);

        Assert.Equal(0, clicks);
    }

    [Fact]
    public void Render_SchemeChanges_RedrawsInItsColours()
    {
        var layout = Render<CascadingValue<bool>>(p => InScheme(p, dark: false));

        layout.Render(p => InScheme(p, dark: true));

        var redrawn = Assert.IsType<ChartDrawing>(Assert.Single(Chart.Calls, c => c.Identifier == "update").Args[0]);
        Assert.True(redrawn.Dark);
    }

    [Fact]
    public async Task Dispose_AfterDrawing_ReleasesChartAndModule()
    {
        Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));

        await DisposeComponentsAsync();

        Assert.Contains(Chart.Calls, c => c.Identifier == "destroy");
        Assert.True(Chart.IsDisposed);
        Assert.True(Module.IsDisposed);
    }

    [Fact]
    public void Render_LastPointGone_ReleasesTheChartAndSaysSo()
    {
        var chart = Render<ApexChart<string>>(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, TwoSeries));
        var drawn = Chart;

        chart.Render(p => p.Add(c => c.Title, "Cost").Add(c => c.Series, []).Add(c => c.EmptyText, "No runs yet."));

        Assert.True(drawn.IsDisposed);
        Assert.Contains("No runs yet.", chart.Markup, StringComparison.Ordinal);
    }

    private static void InScheme(ComponentParameterCollectionBuilder<CascadingValue<bool>> layout, bool dark) => layout
        .Add(v => v.Name, "IsDark").Add(v => v.Value, dark)
        .AddChildContent<ApexChart<string>>(c => c.Add(x => x.Title, "Cost").Add(x => x.Series, TwoSeries));
}
