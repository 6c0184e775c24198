using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Desk.Views;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Addresses;
using GenOps.Web.Components;
using GenOps.Web.Http;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Operations;

/// <summary>All runs, newest first; filters and page live in the URL.</summary>
public sealed partial class RunsPage : IListPage
{
    private static readonly IReadOnlyList<(string, string)> States =
        [.. Enum.GetValues<RunState>().Select(s => (ApiJson.Word(s), StateTones.Words(s.ToString())))];

    private static readonly IReadOnlyList<(string, string)> Standings =
        [.. Enum.GetValues<RunStanding>().Select(s => (ApiJson.Word(s), DeskWords.Of(s)))];

    private static readonly IReadOnlyList<(string, string)> Kinds =
        [.. Enum.GetValues<WaitKind>().Where(k => k != WaitKind.None).Reverse().Select(k => (ApiJson.Word(k), WaitWords.Of(k)))];

    private static readonly IReadOnlyList<(string, string)> Moneys = [("live", "Live only"), ("sandbox", "Sandbox only")];

    private IReadOnlyList<(string, string)> _pipelines = [];
    private RunListPage? _page;
    private LiveRefresh? _live;
    private bool _canOperate;

    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary>How a run under way stands, as the desk counts it.</summary>
    [SupplyParameterFromQuery]
    public string? Standing { get; set; }

    /// <summary>What the runs wait for.</summary>
    [SupplyParameterFromQuery]
    public string? Waits { get; set; }

    /// <summary>Which provider, budget or place, as the desk links to it.</summary>
    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    /// <summary>The saved view whose filters these are; alone, it opens the view.</summary>
    [SupplyParameterFromQuery]
    public string? View { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Cursor)]
    public string? After { get; set; }

    [Inject]
    public required RunListQuery Runs { get; set; }

    [Inject]
    public required SavedViewQuery Views { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private bool IsFiltered => Pipeline is not null || State is not null || Standing is not null || Waits is not null || Money is not null || Text is not null || From is not null || To is not null || After is not null;

    /// <inheritdoc />
    public static Task AskAsync(ListAsk ask) => ask.Get<RunListQuery>().ReadAsync(ask.Actor, FilterOf(RunsAddress.Read(ask.Text), ask.Text("after")), ask.Cancellation);

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        var names = await Pipelines.NamesAsync(await Actors.GetAsync(), CancellationToken.None);
        _pipelines = [.. names.Select(n => (n, n))];
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(LoadAsync));
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (await OpenViewAsync()) return;
        await LoadAsync();
    }

    /// <summary>Goes from a view's bare link to its filters.</summary>
    private async Task<bool> OpenViewAsync()
    {
        if (IsFiltered || !Core.Id.TryParse<SavedViewId>(View, out var id)) return false;
        var view = (await Views.ReadAsync(await Actors.GetAsync(), CancellationToken.None)).FirstOrDefault(v => v.Id == id);
        if (view is null || view.Filter == new ViewFilter()) return false;
        Navigation.NavigateTo(RunsAddress.Of(view.Filter, id), replace: true);
        return true;
    }

    private async Task LoadAsync()
    {
        await TryReadAsync(async () => _page = await Runs.ReadAsync(await Actors.GetAsync(), Filter(), CancellationToken.None));
        StateHasChanged();
    }

    private ViewFilter Chosen() => RunsAddress.Read(name => name switch
    {
        "pipeline" => Pipeline,
        "state" => State,
        "standing" => Standing,
        "waits" => Waits,
        "target" => Target,
        "money" => Money,
        "text" => Text,
        "from" => From,
        _ => To,
    });

    private RunListFilter Filter() => FilterOf(Chosen(), After);

    private static RunListFilter FilterOf(ViewFilter chosen, string? after) => RunsAddress.ToList(chosen, PageCursor.TryParse(after, out var cursor) ? cursor : null);

    private void ChooseWait(string? kind) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["waits"] = kind, ["target"] = null, ["after"] = null, ["view"] = null }));

    private void Go(string parameter, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [parameter.ToLowerInvariant()] = value, ["after"] = null, ["view"] = null }));
}
