using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Components.Charts;

/// <summary>
/// A chart drawn by ApexCharts from typed series. It follows the colour scheme, hands back the point that was clicked,
/// offers the same figures as a table, and lets go of everything in the browser when it is disposed.
/// </summary>
/// <typeparam name="TItem">What each point stands for.</typeparam>
public sealed partial class ApexChart<TItem> : IAsyncDisposable
{
    private ElementReference _canvas;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private DotNetObjectReference<ApexChart<TItem>>? _self;
    private ChartDrawing? _drawing;
    private string? _drawnOn;
    private bool _stale;
    private bool _busy;
    private bool _disposed;

    /// <summary>What the chart shows, as a heading would say it.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>The rows of points; all with the same categories.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ApexSeries<TItem>> Series { get; set; }

    /// <summary>Kind, height and axis.</summary>
    [Parameter]
    public ApexChartOptions Options { get; set; } = new();

    /// <summary>Called with the point that was clicked, in the drawing or in the table.</summary>
    [Parameter]
    public EventCallback<ApexClick<TItem>> OnPointClick { get; set; }

    /// <summary>Stands where the chart would when there is no point at all.</summary>
    [Parameter]
    public string EmptyText { get; set; } = "Nothing in this period.";

    /// <summary>The scheme of the layout.</summary>
    [CascadingParameter(Name = "IsDark")]
    public bool IsDark { get; set; }

    [Inject]
    public required IJSRuntime Js { get; set; }

    private bool IsEmpty => Series.Count == 0 || Series.All(s => s.Points.Count == 0);

    /// <summary>Called by the script, and by the table's buttons.</summary>
    /// <param name="seriesIndex">Position of the series.</param>
    /// <param name="pointIndex">Position in the series.</param>
    [JSInvokable]
    public Task PointClicked(int seriesIndex, int pointIndex)
    {
        // The drawing may be a moment older than the data: what is no longer there cannot be clicked.
        if (seriesIndex < 0 || seriesIndex >= Series.Count) return Task.CompletedTask;
        var series = Series[seriesIndex];
        if (pointIndex < 0 || pointIndex >= series.Points.Count) return Task.CompletedTask;
        return InvokeAsync(() => OnPointClick.InvokeAsync(
            new ApexClick<TItem>(seriesIndex, pointIndex, series, series.Points[pointIndex])));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the chart with it.
        }

        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        _drawing = IsEmpty ? null : ChartDrawing.Of(Series, Options, IsDark, OnPointClick.HasDelegate);
        _stale = true;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // One at a time: a render while the script is still loading would else make a second chart on the same canvas.
        if (_busy) return;
        _busy = true;
        try
        {
            while (_stale && !_disposed)
            {
                _stale = false;
                // Without points there is no canvas; with the next ones there is another.
                if (_drawing is null || _canvas.Id != _drawnOn) await ReleaseChartAsync();
                if (_drawing is null) continue;
                _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/apex-chart.js"]);
                // What was to be drawn, and where, may have gone while the browser answered.
                if (_stale || _disposed || _drawing is not { } drawing) continue;
                if (_chart is null) await CreateAsync(drawing);
                else await _chart.InvokeVoidAsync("update", drawing);
            }

            // Left while the browser was answering: nobody else would release what it answered with.
            if (_disposed) await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone: nobody is left to draw for.
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task CreateAsync(ChartDrawing drawing)
    {
        _self ??= DotNetObjectReference.Create(this);
        _drawnOn = _canvas.Id;
        // Null where the page is so far behind that it has no canvas yet.
        _chart = await _module!.InvokeAsync<IJSObjectReference?>("create", _canvas, drawing, _self);
    }

    private async Task ReleaseAsync()
    {
        await ReleaseChartAsync();
        if (Interlocked.Exchange(ref _module, null) is { } module) await module.DisposeAsync();
    }

    private async Task ReleaseChartAsync()
    {
        if (Interlocked.Exchange(ref _chart, null) is not { } chart) return;
        await chart.InvokeVoidAsync("destroy");
        await chart.DisposeAsync();
    }
}
