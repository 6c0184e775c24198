using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Finance;

/// <summary>The charges of a period one by one: the rows of the figure "Spend", which equals the ledger.</summary>
public sealed partial class LedgerPage : IDisposable, IListPage
{
    private const string Spend = "spend";

    private readonly CancellationTokenSource _leaving = new();
    private FinanceView _view = new();
    private FinanceScope? _scope;
    private AnalyticsFilter? _filter;
    private KpiRowPage? _page;

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

    /// <summary>Kept for the way back: charges are compared with nothing.</summary>
    [SupplyParameterFromQuery]
    public string? Compare { get; set; }

    /// <summary>Entries before the page.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Count)]
    public int? Skip { get; set; }

    private FinanceScope Scope => _scope ??= new FinanceScope(Choices, Calendar, Time);

    /// <summary>The charges of a view, cut as it is.</summary>
    public static string HrefOf(FinanceView view, int skip = 0) => "/finance/ledger" + (view with { KnownOn = null, Bucket = null }).AddressQuery
        + (skip > 0 ? string.Create(CultureInfo.InvariantCulture, $"&skip={skip}") : "");

    /// <inheritdoc />
    public static async Task AskAsync(ListAsk ask)
    {
        var view = FinanceView.Read(ask.Text("money"), ask.Text("period"), ask.Text("from"), ask.Text("to"), ask.Text("pipeline"), null)
            .CutBy(ask.Text("version"), ask.Text("centre"), ask.Text("provider"), ask.Text("model"), ask.Text("tier"));
        var scope = new FinanceScope(ask.Get<AnalyticsChoices>(), ask.Get<ReportingCalendar>(), ask.Get<TimeProvider>());
        var filter = await scope.FindAsync(view, ask.Actor, ask.Cancellation);
        await ChargesAsync(ask.Get<KpiCatalogue>(), ask.Actor, filter, ask.Number("skip") ?? 0, ask.Cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var view = FinanceView.Read(MoneyWord, Period, From, To, Pipeline, null).CutBy(Version, CostCentre, Provider, Model, Tier).ComparedTo(Compare);
        (_view, _filter, _page) = (view, null, null);
        await TryReadAsync(() => LoadAsync(view, Skip ?? 0), _leaving.Token);
    }

    private async Task LoadAsync(FinanceView view, int skip)
    {
        var filter = await Scope.FindAsync(view, await Actors.GetAsync(), _leaving.Token);
        var page = await ChargesAsync(Catalogue, await Actors.GetAsync(), filter, skip, _leaving.Token);
        // A newer choice may have been made while this one was read.
        if (view == _view && skip == (Skip ?? 0)) (_filter, _page) = (filter, page);
    }

    private static Task<KpiRowPage> ChargesAsync(KpiCatalogue catalogue, Actor actor, AnalyticsFilter filter, int skip, CancellationToken cancellationToken) =>
        catalogue.RowsAsync(actor, Spend, filter, new KpiSlice(), Math.Max(0, skip), RowsAddress.PageSize, cancellationToken);

    private string ExportHref(AnalyticsFilter filter) => "/finance/ledger/export.csv" + Query.Of(
        ("money", ApiJson.Word(filter.Money)), ("from", RowsAddress.Instant(filter.From)), ("to", RowsAddress.Instant(filter.To)),
        ("pipeline", _view.Pipeline), ("version", _view.Version?.ToString(CultureInfo.InvariantCulture)), ("costCentre", filter.CostCentre),
        ("provider", filter.Provider), ("model", filter.Model), ("tier", filter.Tier is { } tier ? ApiJson.Word(tier) : null));
}
