using System.Text;
using Microsoft.JSInterop;

namespace GenOps.Web.Components.Inputs;

/// <summary>Reads texts of any length out of the browser; nothing is sent while a person types.</summary>
/// <param name="js">The browser.</param>
/// <param name="module">The address of text-fields.js.</param>
public sealed class TextFields(IJSRuntime js, string module) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>The text of a field; null when it has more bytes than <paramref name="mostBytes"/>.</summary>
    public async Task<string?> ReadAsync(string id, long mostBytes) =>
        await TextAsync(await (await ModuleAsync()).InvokeAsync<IJSStreamReference>("read", id), mostBytes);

    /// <summary>Gets the script, which takes a way to the browser and back: what is on the page may be another afterwards.</summary>
    public Task LoadAsync() => ModuleAsync();

    /// <summary>Makes a text area an editor, which calls back <c>TextChanged</c>.</summary>
    public async Task<IJSObjectReference> OpenEditorAsync<T>(string id, DotNetObjectReference<T> page) where T : class =>
        await (await ModuleAsync()).InvokeAsync<IJSObjectReference>("openEditor", id, page);

    /// <summary>Puts the cursor into a field.</summary>
    public async Task FocusAsync(string id) => await (await ModuleAsync()).InvokeVoidAsync("focus", id);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_module is null) return;
        try
        {
            await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone and its module with it.
        }
    }

    /// <summary>The text of a stream; null when it is longer than allowed.</summary>
    internal static async Task<string?> TextAsync(IJSStreamReference reference, long mostBytes)
    {
        await using (reference)
        {
            // A stream may not be empty, so text-fields.js puts a mark before each text.
            if (reference.Length > mostBytes + 1) return null;
            await using var stream = await reference.OpenReadStreamAsync(mostBytes + 1);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return (await reader.ReadToEndAsync())[1..];
        }
    }

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await js.InvokeAsync<IJSObjectReference>("import", module);
}
