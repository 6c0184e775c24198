using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Finance;

/// <summary>What an accepted output costs, and whether it earns more than that.</summary>
public sealed partial class FinancePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private FinanceView _view = new();
    private FinanceFigures? _figures;
    private MoneyMode _money = MoneyMode.Sandbox;
    private (DateOnly First, DateOnly Last) _days;
    private IReadOnlyList<PipelineChoice> _pipelines = [];
    private CutChoices _cuts = CutChoices.None;
    private RollupProgress? _building;

    [Inject]
    public required KpiCatalogue Catalogue { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    [SupplyParameterFromQuery(Name = "money")]
    public string? MoneyWord { get; set; }

    [SupplyParameterFromQuery]
    public string? Period { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    [SupplyParameterFromQuery]
    public string? Version { get; set; }

    [SupplyParameterFromQuery(Name = "centre")]
    public string? CostCentre { get; set; }

    [SupplyParameterFromQuery]
    public string? Provider { get; set; }

    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    [SupplyParameterFromQuery]
    public string? Tier { get; set; }

    [SupplyParameterFromQuery]
    public string? Bucket { get; set; }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var view = FinanceView.Read(MoneyWord, Period, From, To, Pipeline, Bucket).CutBy(Version, CostCentre, Provider, Model, Tier);
        if (_figures is not null && view == _view) return;
        _view = view;
        _figures = null;
        await TryReadAsync(() => LoadAsync(view), _leaving.Token);
    }

    private async Task LoadAsync(FinanceView view)
    {
        _money = view.Money ?? await Choices.OpensOnAsync(await Actors.GetAsync(), _leaving.Token);
        _pipelines = await Choices.PipelinesAsync(await Actors.GetAsync(), _leaving.Token);
        _building = await Choices.BuildingAsync(await Actors.GetAsync(), _leaving.Token);
        // Counting all from rows takes long enough to be told why.
        if (_building is not null) StateHasChanged();
        var pipeline = view.Pipeline is null ? null : _pipelines.FirstOrDefault(p => p.Name == view.Pipeline)
            ?? throw new NotFoundException($"There is no pipeline {view.Pipeline}. Choose one of the list.");
        _cuts = await Choices.CutsAsync(await Actors.GetAsync(), pipeline?.Id, _leaving.Token);
        var version = view.Version is null ? null : _cuts.Versions.FirstOrDefault(v => v.Number == view.Version)
            ?? throw new NotFoundException($"{view.Pipeline} has no version {view.Version}. Choose one of the list.");
        var now = Time.UtcNow();
        _days = view.Days(Calendar.DayOf(now));
        var filter = view.ToFilter(_money, pipeline?.Id, version?.Id, Calendar, now);
        var figures = await Catalogue.ComputeAsync(await Actors.GetAsync(), [.. KpiCatalogue.All.Select(k => k.Name)], filter, _leaving.Token);
        // A newer choice may have been made while this one was computed.
        if (view == _view) _figures = new FinanceFigures(figures);
    }
}
