using GenOps.Web.Endpoints;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Components.Layout;

/// <summary>
/// Where a page appears. Its header and a skeleton stand there first: in the first paint, before there is a circuit, and after a click that
/// leads to another page, since the new one reads its data before it shows anything.
/// </summary>
public sealed partial class PageStage
{
    private Type? _shown;
    private bool _justShown;

    /// <summary>The page's component; another one makes the skeleton stand first.</summary>
    [Parameter, EditorRequired]
    public required Type? Page { get; set; }

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

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _shown == Page) return;
        _shown = null;
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
}
