using System.Globalization;
using GenOps.Core;
using GenOps.Core.Delivery;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Components;
using GenOps.Web.Endpoints;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Operations;

/// <summary>All runs, newest first; filters and page live in the URL.</summary>
public sealed partial class RunsPage
{
    private static readonly IReadOnlyList<(string, string)> States =
        [.. Enum.GetValues<RunState>().Select(s => (ApiJson.Word(s), StateTones.Words(s.ToString())))];

    private static readonly IReadOnlyList<(string, string)> Moneys = [("live", "Live only"), ("sandbox", "Sandbox only")];

    private IReadOnlyList<(string, string)> _pipelines = [];
    private RunListPage? _page;
    private string? _problem;
    private LiveRefresh? _live;

    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [Inject]
    public required RunListQuery Runs { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private bool IsFiltered => Pipeline is not null || State is not null || Money is not null || From is not null || To is not null || After is not null;

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var names = await Pipelines.NamesAsync(CancellationToken.None);
        _pipelines = [.. names.Select(n => (n, n))];
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(LoadAsync));
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _page = await Runs.ReadAsync(Filter(), CancellationToken.None);
            _problem = null;
        }
        catch (GenOpsException e)
        {
            _problem = e.Message;
        }

        StateHasChanged();
    }

    private RunListFilter Filter() => new()
    {
        Pipeline = Pipeline,
        State = RequestQuery.Word<RunState>("state", State),
        Money = RequestQuery.Word<MoneyMode>("money", Money),
        From = Day(From),
        // People mean the whole of the last day.
        To = Day(To)?.AddDays(1),
        After = PageCursor.TryParse(After, out var cursor) ? cursor : null,
    };

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day
            : null;

    private void Go(string parameter, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [parameter.ToLowerInvariant()] = value, ["after"] = null }));
}
