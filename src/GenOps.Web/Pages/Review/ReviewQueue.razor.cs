using System.Globalization;
using GenOps.Core;
using GenOps.Core.Desk.Reviews;
using GenOps.Web.Addresses;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Review;

/// <summary>The reviews that wait; what narrows them is in the address.</summary>
public sealed partial class ReviewQueue : IListPage
{
    private const int PageSize = 25;

    private ReviewQueuePage? _page;
    private ReviewTaskId? _first;

    [Inject]
    public required ReviewQueueQuery Queue { get; set; }

    [Inject]
    public required ReviewDetailQuery Details { get; set; }

    [Inject]
    public required ReviewSession Session { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    [SupplyParameterFromQuery]
    public bool Mine { get; set; }

    [SupplyParameterFromQuery]
    public string? Money { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    [AddressField(AddressKind.Page)]
    public int? PageAsked { get; set; }

    private int PageNumber => PageAsked ?? 1;

    private ReviewQueueFilter Filter => FilterOf(Pipeline, Mine, Money, PageNumber);

    private bool IsNarrowed => Filter is { Pipeline: not null } or { Mine: true } or { Money: not null };

    /// <inheritdoc />
    public static Task AskAsync(ListAsk ask) => ask.Get<ReviewQueueQuery>().ReadAsync(
        ask.Actor, FilterOf(ask.Text("pipeline"), bool.TryParse(ask.Text("mine"), out var mine) && mine, ask.Text("money"), ask.Number("page") ?? 1), ask.Cancellation);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var actor = await Actors.GetAsync();
        _first = await Details.NextAsync(actor, after: null, CancellationToken.None);
        _page = await Queue.ReadAsync(actor, Filter, CancellationToken.None);
    }

    private static ReviewQueueFilter FilterOf(string? pipeline, bool mine, string? money, int page) => new()
    {
        Pipeline = pipeline,
        Mine = mine,
        Money = Enum.TryParse<MoneyMode>(money, ignoreCase: true, out var known) ? known : null,
        Page = page,
        PageSize = PageSize,
    };

    private async Task UndoAsync()
    {
        if (await Session.UndoAsync(await Actors.GetAsync()) is { } task) Navigation.NavigateTo($"/review/{task.Value}");
    }

    private static string HrefOf(ReviewQueueFilter filter) => "/review" + Query.Of(
        ("pipeline", filter.Pipeline), ("mine", filter.Mine ? "true" : null), ("money", filter.Money is { } money ? ApiJson.Word(money) : null),
        ("page", filter.Page > 1 ? filter.Page.ToString(CultureInfo.InvariantCulture) : null));
}
