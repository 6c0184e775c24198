using System.Globalization;
using GenOps.Core;
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
    private MoneyMode _money = MoneyMode.Sandbox;
    private KpiRowPage? _page;

    [Inject]
    public required KpiCatalogue Catalogue { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [SupplyParameterFromQuery(Name = "money")]
    public string? MoneyWord { get; set; }

    [SupplyParameterFromQuery]
    public string? Period { get; set; }

    /// <summary>Entries before the page.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Count)]
    public int? Skip { get; set; }

    /// <inheritdoc />
    public static async Task AskAsync(ListAsk ask)
    {
        var view = FinanceView.Read(ask.Text("money"), ask.Text("period"), null, null, null, null);
        var money = view.Money ?? await ask.Get<AnalyticsChoices>().OpensOnAsync(ask.Actor, ask.Cancellation);
        var filter = view.ToFilter(money, pipeline: null, version: null, ask.Get<ReportingCalendar>(), ask.Get<TimeProvider>().UtcNow());
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
        _view = FinanceView.Read(MoneyWord, Period, null, null, null, null);
        _page = null;
        await TryReadAsync(
            async () =>
            {
                _money = _view.Money ?? await Choices.OpensOnAsync(await Actors.GetAsync(), _leaving.Token);
                var filter = _view.ToFilter(_money, pipeline: null, version: null, Calendar, Time.UtcNow());
                _page = await ChargesAsync(Catalogue, await Actors.GetAsync(), filter, Skip ?? 0, _leaving.Token);
            },
            _leaving.Token);
    }

    private static Task<KpiRowPage> ChargesAsync(KpiCatalogue catalogue, Actor actor, AnalyticsFilter filter, int skip, CancellationToken cancellationToken) =>
        catalogue.RowsAsync(actor, Spend, filter, new KpiSlice(), Math.Max(0, skip), RowsAddress.PageSize, cancellationToken);

    private string ExportHref
    {
        get
        {
            var filter = _view.ToFilter(_money, pipeline: null, version: null, Calendar, Time.UtcNow());
            return "/finance/ledger/export.csv" + Query.Of(("money", ApiJson.Word(_money)), ("from", RowsAddress.Instant(filter.From)), ("to", RowsAddress.Instant(filter.To)));
        }
    }

    private static string HrefOf(FinanceView view, int skip = 0) => "/finance/ledger" + Query.Of(
        ("money", view.Money?.ToString().ToLowerInvariant()),
        ("period", view.Period),
        ("skip", skip > 0 ? skip.ToString(CultureInfo.InvariantCulture) : null));

    private void ChoosePeriod(ChangeEventArgs e)
    {
        if (e.Value is string { Length: > 0 } word) Navigation.NavigateTo(HrefOf(_view with { Period = word }));
    }
}
