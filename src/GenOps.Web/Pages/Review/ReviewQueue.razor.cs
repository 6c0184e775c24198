using GenOps.Core;
using GenOps.Core.Desk.Reviews;
using GenOps.Web.Auth;
using GenOps.Web.Endpoints;
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
    public required ActorAccessor Actors { get; set; }

    [Inject]
    public required ReviewSession Session { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    [SupplyParameterFromQuery]
    public bool Mine { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    [AddressField(AddressKind.Page)]
    public int? PageAsked { get; set; }

    private int PageNumber => PageAsked ?? 1;

    private bool IsNarrowed => Pipeline is not null || Mine;

    /// <inheritdoc />
    public static Task AskAsync(ListAsk ask) => ask.Get<ReviewQueueQuery>().ReadAsync(
        ask.Actor, FilterOf(ask.Text("pipeline"), bool.TryParse(ask.Text("mine"), out var mine) && mine, ask.Number("page") ?? 1), ask.Cancellation);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var actor = await Actors.GetAsync();
        _first = await Details.NextAsync(actor, after: null, CancellationToken.None);
        _page = await Queue.ReadAsync(actor, FilterOf(Pipeline, Mine, PageNumber), CancellationToken.None);
    }

    private static ReviewQueueFilter FilterOf(string? pipeline, bool mine, int page) =>
        new() { Pipeline = pipeline, Mine = mine, Page = page, PageSize = PageSize };

    private async Task UndoAsync()
    {
        if (await Session.UndoAsync(await Actors.GetAsync()) is { } task) Navigation.NavigateTo($"/review/{task.Value}");
    }

    private static string HrefOf(string? pipeline, bool mine, int page)
    {
        List<string> parts = [];
        if (pipeline is not null) parts.Add("pipeline=" + Uri.EscapeDataString(pipeline));
        if (mine) parts.Add("mine=true");
        if (page > 1) parts.Add($"page={page}");
        return parts.Count == 0 ? "/review" : "/review?" + string.Join('&', parts);
    }
}
