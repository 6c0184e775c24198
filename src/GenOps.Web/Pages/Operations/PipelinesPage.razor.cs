using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Levers.Holds;
using GenOps.Web.Components;
using GenOps.Web.Components.Levers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Operations;

/// <summary>Pipelines as an operator watches them; definitions are edited elsewhere.</summary>
public sealed partial class PipelinesPage
{
    private static readonly IReadOnlyList<(string, string)> Moneys = [("live", "Live"), ("sandbox", "Sandbox")];
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    private IReadOnlyList<PipelineOverview>? _rows;
    private LiveRefresh? _live;
    private MoneyMode _money;
    private bool _canOperate;

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required PlaceHold Place { get; set; }

    [Inject]
    public required ReleaseHold Release { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(RefreshAsync));
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _money = Enum.TryParse<MoneyMode>(Money, ignoreCase: true, out var asked) ? asked : await Choices.OpensOnAsync(await Actors.GetAsync(), CancellationToken.None);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        _rows = await Pipelines.ReadAsync(await Actors.GetAsync(), _money, Clock.UtcNow() - Recent, CancellationToken.None);
        StateHasChanged();
    }

    private void Choose(string? money) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("money", money));

    private async Task SwitchAsync(PipelineOverview row)
    {
        if (await PipelinePausing.AskAsync(Dialogs, Place, Release, row.Id, row.Name, row.Pause) is { } act) await ActAsync(act);
    }
}
