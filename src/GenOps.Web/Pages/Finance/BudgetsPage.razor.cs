using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Components;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Finance;

/// <summary>All budgets of one money, live, and the form for a new one.</summary>
public sealed partial class BudgetsPage
{
    private static readonly IReadOnlyList<(string, string)> Moneys = [("live", "Live"), ("sandbox", "Sandbox")];
    private static readonly IReadOnlyList<(string, string)> Shown = [("true", "Ended too")];

    private IReadOnlyList<BudgetRow>? _rows;
    private IReadOnlyList<string> _pipelines = [];
    private IReadOnlyList<string> _costCentres = [];
    private IReadOnlyList<string> _providers = [];
    private LiveRefresh? _live;
    private MoneyMode _money;
    private bool _canChange;
    private bool _adding;

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [SupplyParameterFromQuery]
    public bool Ended { get; set; }

    [Inject]
    public required BudgetsQuery Budgets { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required IProviderRegistry Providers { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canChange = (await Actors.GetAsync()).Is(Roles.Finance);
        (_pipelines, _costCentres) = await Budgets.NamesAsync(await Actors.GetAsync(), CancellationToken.None);
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(LoadAsync));
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _money = Enum.TryParse<MoneyMode>(Money, ignoreCase: true, out var asked) ? asked : await Choices.OpensOnAsync(await Actors.GetAsync(), CancellationToken.None);
        _providers = _money == MoneyMode.Sandbox ? [RouteResolver.Sandbox] : [.. Providers.Configured.Select(p => p.Name)];
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _rows = await Budgets.ReadAsync(await Actors.GetAsync(), _money, Ended, CancellationToken.None);
        StateHasChanged();
    }

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, value));

    private async Task CloseAsync(bool created)
    {
        _adding = false;
        if (created) await LoadAsync();
    }
}
