using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Desk.Views;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Addresses;
using GenOps.Web.Components;
using GenOps.Web.Components.Layout;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages;

/// <summary>The start page: what matters now, with a way to it for each role.</summary>
public sealed partial class Home
{
    private const int RecentDays = 30;

    private IReadOnlyList<NavGroup> _groups = [];
    private Actor? _reader;
    private RunOverview? _overview;
    private RunListPage? _runs;
    private LiveRefresh? _live;
    private MoneyMode _money;
    private bool _loaded;

    [Inject]
    public required RunOverviewQuery Overview { get; set; }

    [Inject]
    public required RunListQuery Runs { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    /// <summary>The first day that counts, UTC, as the lists behind the figures take it.</summary>
    private DateOnly Since => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(-RecentDays);

    private DateTime SinceAt => Since.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private string SpendRows => RowsAddress.OfSpend(_money, SinceAt, SinceAt.AddDays(RecentDays + 1)).Href;

    private string ReviewNote => _overview!.OldestReviewAt is { } at
        ? $"the oldest came {RelativeTimeWords.Of(at, Clock.UtcNow())}"
        : DeskWords.Reviews(0, _overview.OtherReviews, null, _money, Clock.UtcNow());

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _reader = await Actors.GetAsync();
        _groups = NavMap.For(_reader);
        _loaded = true;
        if (_groups.Count == 0) return;
        _money = await Choices.OpensOnAsync(_reader, CancellationToken.None);
        await LoadAsync();
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(LoadAsync));
    }

    private async Task LoadAsync()
    {
        _overview = await Overview.ReadAsync(await Actors.GetAsync(), _money, SinceAt, CancellationToken.None);
        _runs = await Runs.ReadAsync(await Actors.GetAsync(), new RunListFilter { Money = _money, Take = 8 }, CancellationToken.None);
        StateHasChanged();
    }

    private string RunsOf(RunStanding standing) => RunsAddress.Of(new ViewFilter { Standing = standing, Money = _money });

    private bool May(string href) => _groups.SelectMany(g => g.Entries).Any(e => e.Href == href);
}
