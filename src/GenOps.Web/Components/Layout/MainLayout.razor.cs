using GenOps.Web.Auth;
using GenOps.Web.Theme;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;

namespace GenOps.Web.Components.Layout;

/// <summary>The frame of every live page: bar, navigation by role, colour scheme, and a boundary for errors.</summary>
public sealed partial class MainLayout
{
    private DotNetObjectReference<MainLayout>? _self;
    private PageErrorBoundary? _boundary;
    private PageErrorBoundary? _dialogs;
    private ThemeChoice _choice;
    private bool _isDark;
    private bool _drawerOpen = true;
    private IDialogReference? _palette;
    private string _home = "/";

    [Inject]
    public required IJSRuntime Js { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [CascadingParameter]
    public ThemeState? Theme { get; set; }

    /// <summary>The page that is shown; see <see cref="PageStage" />.</summary>
    [CascadingParameter]
    public ShownPage? Page { get; set; }

    // What only a circuit can answer waits for it.
    private bool IsLive => RendererInfo.IsInteractive || AssignedRenderMode is null;

    private string ShellClass => (_drawerOpen ? "go-shell go-nav-open" : "go-shell") + (IsLive ? "" : " go-starting");

    private string SkipTarget => Navigation.Uri.Split('#')[0] + "#content";

    /// <summary>Called by theme.js when the system's scheme or the choice changes.</summary>
    [JSInvokable]
    public Task SchemeChanged(bool dark)
    {
        _isDark = dark;
        return InvokeAsync(StateHasChanged);
    }

    /// <summary>Called by answering.js: who gets an answer knows that the address it went to before has been taken.</summary>
    [JSInvokable]
    public Task Handled() => Task.CompletedTask;

    /// <summary>Called by answering.js for Ctrl K, and by the button.</summary>
    [JSInvokable]
    public async Task OpenPalette()
    {
        // Pressed again while it is open, it stays.
        if (_palette is { Result.IsCompleted: false }) return;
        await InvokeAsync(async () => _palette = await PagePalette.ShowAsync(Dialogs));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_self is null) return;
        try
        {
            await Js.InvokeVoidAsync("genopsAnswering.disconnect", _self);
            await Js.InvokeVoidAsync("genopsTheme.unsubscribe", _self);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone and its listeners with it.
        }

        _self.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _choice = Theme?.Choice ?? ThemeChoice.System;
        _isDark = Theme?.IsDark ?? false;
        if (Authentication is not null && (await Authentication).User is { Identity.IsAuthenticated: true } person) _home = NavMap.LandingOf(ActorAccessor.From(person));
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        _boundary?.Recover();
        _dialogs?.Recover();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        await Js.InvokeVoidAsync("genopsAnswering.connect", _self);
        var dark = await Js.InvokeAsync<bool>("genopsTheme.subscribe", _self);
        if (dark != _isDark) await SchemeChanged(dark);
    }

    private void ToggleDrawer() => _drawerOpen = !_drawerOpen;

    private async Task ChooseAsync(ThemeChoice choice)
    {
        _choice = choice;
        await Js.InvokeVoidAsync("genopsTheme.choose", ThemeState.Word(choice));
    }
}
