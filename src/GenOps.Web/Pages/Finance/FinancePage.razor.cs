using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using GenOps.Web.Components;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Finance;

/// <summary>What an accepted output costs, and whether it earns more than that; live, but for what was known on a day.</summary>
public sealed partial class FinancePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private FinanceView _view = new();
    private FinanceFigures? _figures;
    private FinanceComparison? _comparison;
    private FinanceScope? _scope;
    private RollupProgress? _building;
    private DateOnly? _lastKnown;
    private LiveRefresh? _live;

    [Inject]
    public required KpiCatalogue Catalogue { get; set; }

    [Inject]
    public required PlanQuery Plans { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

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
    [AddressField(AddressKind.Day)]
    public string? Known { get; set; }

    [SupplyParameterFromQuery]
    public string? Compare { get; set; }

    [SupplyParameterFromQuery]
    public string? Bucket { get; set; }

    /// <summary>What is shown, with its money also where the address leaves it open: the way back from rows leads to the same.</summary>
    private FinanceView Shown => _view with { Money = Scope.Money };

    private FinanceScope Scope => _scope ??= new FinanceScope(Choices, Calendar, Time);

    /// <inheritdoc />
    public void Dispose()
    {
        _live?.Dispose();
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    // Not as soon as others: a change is in the sums by then, and all who watch have it worked out for them once.
    protected override void OnInitialized() => _live = new LiveRefresh(Changes, run: null, Time, () => InvokeAsync(RefreshAsync), soon: LiveRefresh.Poll);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var view = FinanceView.Read(MoneyWord, Period, From, To, Pipeline, Bucket).CutBy(Version, CostCentre, Provider, Model, Tier).AsKnownOn(Known).ComparedTo(Compare);
        if (_figures is not null && view == _view) return;
        _view = view;
        _figures = null;
        await TryReadAsync(() => LoadAsync(view), _leaving.Token);
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync()
    {
        if (_figures is not { } shown || _view is not { KnownOn: null } view) return;
        var before = (_figures, _building, Unread);
        await TryReadAsync(() => FollowAsync(view, shown.All), _leaving.Token);
        // Charts are drawn anew with each rendering.
        if (before != (_figures, _building, Unread)) StateHasChanged();
    }

    private async Task FollowAsync(FinanceView view, IReadOnlyList<KpiFigure> shown)
    {
        if (_building is not null && (_building = await Choices.BuildingAsync(await Actors.GetAsync(), _leaving.Token)) is null)
        {
            await LoadAsync(view);
            return;
        }

        var filter = Scope.Now(view, shown[0].Filter.Pipeline, shown[0].Filter.Version) with { ByModel = true };
        if (await Catalogue.FollowAsync(await Actors.GetAsync(), shown, filter, _leaving.Token) is { } found) await ShowAsync(view, filter, found);
    }

    private async Task LoadAsync(FinanceView view)
    {
        _building = await Choices.BuildingAsync(await Actors.GetAsync(), _leaving.Token);
        _lastKnown = await Choices.KnownThroughAsync(await Actors.GetAsync(), _leaving.Token);
        // Counting all from rows takes long enough to be told why.
        if (_building is not null) StateHasChanged();
        var filter = await Scope.FindAsync(view, await Actors.GetAsync(), _leaving.Token) with { ByModel = true };
        await ShowAsync(view, filter, await Catalogue.ComputeAsync(await Actors.GetAsync(), FinanceFigures.Names, filter, _leaving.Token));
    }

    private async Task ShowAsync(FinanceView view, AnalyticsFilter filter, IReadOnlyList<KpiFigure> found)
    {
        var figures = new FinanceFigures(found);
        var comparison = figures.IsEmpty ? null : await CompareAsync(view, filter with { ByModel = false });
        // A newer choice may have been made while this one was computed.
        if (view == _view) (_figures, _comparison) = (figures, comparison);
    }

    private async Task<FinanceComparison?> CompareAsync(FinanceView view, AnalyticsFilter filter)
    {
        var today = Calendar.DayOf(Time.UtcNow());
        if (view.Compare == ComparedWith.Plan) return new PlanComparison(await Plans.ReadAsync(await Actors.GetAsync(), filter, _leaving.Token), filter.Money);
        if (view.ComparedDays(today) is not { } days) return null;
        var other = ComparisonDays.Ask(filter, days, Calendar);
        var figures = await Catalogue.ComputeAsync(await Actors.GetAsync(), FinanceFigures.Names, other, _leaving.Token);
        var begins = await Choices.BeginsAsync(await Actors.GetAsync(), filter.Money, _leaving.Token) is { } first ? Calendar.DayOf(first) : (DateOnly?)null;
        return new PeriodComparison(new FinanceFigures(figures), days, begins, Scope.Days.Last >= today, view);
    }
}
