using System.Reflection;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Components.Layout;

/// <summary>
/// Where a page appears. Its header and a skeleton stand there first: in the first paint, before there is a circuit, and after a click that
/// leads to another page or another item, since the new one reads its data before it shows anything. After a change of its address that
/// leads to the same item, as by a filter, what it showed stays, marked as busy, until it has read.
/// </summary>
public sealed partial class PageStage
{
    private ShownPage? _shown;
    private bool _justShown;
    private bool _isReading;
    private int _readings;
    private string _settledAt = "";

    /// <summary>The page; another one makes the skeleton stand first.</summary>
    [Parameter, EditorRequired]
    public required ShownPage? Page { get; set; }

    /// <summary>The page.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment? ChildContent { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IJSRuntime Js { get; set; }

    /// <summary>The request that the first paint answers; null in a circuit.</summary>
    [CascadingParameter]
    public HttpContext? Request { get; set; }

    // A page that will never have a circuit is shown as it is.
    private bool IsReady => (RendererInfo.IsInteractive && _shown == Page) || (!RendererInfo.IsInteractive && AssignedRenderMode is null);

    /// <summary>Why there is nothing for the page to show, told in the first answer; in the circuit the page says it itself.</summary>
    private AddressProblem? Problem => RendererInfo.IsInteractive ? null : Request?.Features.Get<AddressProblem>();

    private string Title
    {
        get
        {
            var path = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
            return NavMap.Groups.SelectMany(g => g.Entries).FirstOrDefault(e => e.Href == path)?.Text ?? "Opening…";
        }
    }

    private string Address => Navigation.Uri.Split('#')[0];

    /// <summary>
    /// Lets a part of the page read, and marks what is shown as busy meanwhile where it does so for a new address. What reads at the same
    /// address, as a live refresh does, is not marked.
    /// </summary>
    /// <param name="part">The part's component.</param>
    /// <param name="isFirst">Whether the part has just appeared; nothing of it is shown that could be marked.</param>
    /// <param name="read">Reads.</param>
    public Task WhileReadingAsync(Type part, bool isFirst, Func<Task> read)
    {
        var isPage = part == Page?.Kind;
        if (isPage && (isFirst || part.IsDefined(typeof(TurnsItemsAttribute)))) _settledAt = Address;
        return _isReading || Address != _settledAt ? MarkedAsync(isPage, read) : read();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive) return;
        if (_shown == Page)
        {
            // Whoever reads for the new address has begun by then.
            await Task.Yield();
            Settle();
            return;
        }

        (_shown, _isReading) = (null, false);
        // The skeleton goes to the browser before the page begins to read.
        await Task.Yield();
        _justShown = _shown != Page;
        _shown = Page;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_justShown) return;
        _justShown = false;
        await Js.InvokeVoidAsync("genopsAnswering.shown");
    }

    private async Task MarkedAsync(bool isPage, Func<Task> read)
    {
        _readings++;
        try
        {
            if (!_isReading)
            {
                _isReading = true;
                StateHasChanged();
            }

            // The mark goes to the browser before the page begins to read.
            var shown = _shown;
            if (isPage) await Task.Yield();
            // Somebody may have gone on to another one meanwhile.
            if (_shown == shown) await read();
        }
        finally
        {
            _readings--;
            Settle();
        }
    }

    private void Settle()
    {
        if (_readings > 0) return;
        _settledAt = Address;
        if (!_isReading) return;
        _isReading = false;
        StateHasChanged();
    }
}
