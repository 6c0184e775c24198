using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Addresses;
using GenOps.Web.Components;
using GenOps.Web.Http;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Operations;

/// <summary>The operator's desk: what goes on, what needs somebody, and what it costs, each figure with the rows it counts.</summary>
public sealed partial class DeskPage
{
    private const int MostBudgets = 5;
    private static readonly IReadOnlyList<(string, string)> Moneys = [("live", "Live"), ("sandbox", "Sandbox")];

    private DeskOverview? _desk;
    private IReadOnlyList<BudgetRow> _budgets = [];
    private IReadOnlyDictionary<string, string> _pipelines = new Dictionary<string, string>();
    private LiveRefresh? _live;
    private Actor? _reader;
    private MoneyMode _money;

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [Inject]
    public required DeskQuery Desk { get; set; }

    [Inject]
    public required BudgetsQuery Budgets { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private string SpendRows => RowsAddress.OfSpend(_money, _desk!.TodayFrom, _desk.TodayTo).Href;

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override void OnInitialized() => _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(LoadAsync));

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _money = Enum.TryParse<MoneyMode>(Money, ignoreCase: true, out var asked) ? asked : await Choices.OpensOnAsync(await Actors.GetAsync(), CancellationToken.None);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var actor = await Actors.GetAsync();
        _reader = actor;
        var desk = await Desk.ReadAsync(actor, _money, CancellationToken.None);
        _pipelines = (await Choices.PipelinesAsync(await Actors.GetAsync(), CancellationToken.None)).ToDictionary(p => p.Id.ToString(), p => p.Name, StringComparer.OrdinalIgnoreCase);
        _budgets = [.. (await Budgets.ReadAsync(await Actors.GetAsync(), _money, ended: false, CancellationToken.None)).OrderByDescending(DeskWords.Used)];
        _desk = desk;
        StateHasChanged();
    }

    private string RunsOf(RunStanding? standing) => "/operations/runs?money=" + ApiJson.Word(_money) + (standing is { } s ? "&standing=" + ApiJson.Word(s) : "");

    private string Here(string part) => new Uri(Navigation.Uri).PathAndQuery + "#" + part;

    private void Choose(string? money) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("money", money));
}
