using GenOps.Core.Pipelines;
using GenOps.Web.Components.Inputs;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>A plain text area with line numbers. The browser owns the text; this side reads it when it changed or is asked for.</summary>
public sealed partial class YamlEditor : IAsyncDisposable
{
    // A character has at most three bytes of UTF-8 per UTF-16 unit; the length itself is judged by the validation.
    private const long MostBytes = (DefinitionCheck.MostCharacters + 1) * 3L;

    private DotNetObjectReference<YamlEditor>? _self;
    private TextFields? _fields;
    private IJSObjectReference? _editor;
    private bool _left;

    [Inject]
    public required IJSRuntime Js { get; set; }

    /// <summary>The element's id.</summary>
    [Parameter]
    public string Id { get; set; } = "yaml";

    /// <summary>What it opens with; another text needs another <c>@key</c>.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>The text, some moments after a person stopped typing; null when it is longer than any definition may be.</summary>
    [Parameter]
    public EventCallback<string?> Changed { get; set; }

    /// <summary>Called by the browser when the text came to rest.</summary>
    [JSInvokable]
    public async Task TextChanged() => await Changed.InvokeAsync(await ReadAsync());

    /// <summary>The text as it stands; null when it is longer than any definition may be.</summary>
    public async Task<string?> ReadAsync() =>
        _editor is null ? Text : await TextFields.TextAsync(await _editor.InvokeAsync<IJSStreamReference>("read"), MostBytes);

    /// <summary>Puts the cursor at a place and shows it.</summary>
    public async Task GoToAsync(int line, int column)
    {
        if (_editor is not null) await _editor.InvokeVoidAsync("goTo", line, column);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _left = true;
        try
        {
            await ReleaseAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone and its listeners with it.
        }

        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _fields = new TextFields(Js, "./" + Assets["js/text-fields.js"]);
        try
        {
            await _fields.LoadAsync();
            if (!_left) _editor = await _fields.OpenEditorAsync(Id, _self);
            // Left while the browser was answering: nobody else would release what it answered with.
            if (_left) await ReleaseAsync();
        }
        catch (JSDisconnectedException) when (_left)
        {
            // The page is gone and its listeners with it.
        }
    }

    private async Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _editor, null) is { } editor)
        {
            await editor.InvokeVoidAsync("close");
            await editor.DisposeAsync();
        }

        if (_fields is not null) await _fields.DisposeAsync();
    }
}
