using GenOps.Core.Inference.Providers;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>Who serves the tiers: those of the environment, those of the settings, and what was found on this machine.</summary>
public sealed partial class ProvidersPage
{
    private IReadOnlyList<ProviderRow>? _rows;
    private IReadOnlyList<DiscoveredProvider> _found = [];
    private ProviderForm? _form;
    private ProviderTestResult? _test;
    private bool _isTesting;
    private string? _removing;

    [Inject]
    public required ProvidersQuery Providers { get; set; }

    [Inject]
    public required SaveProvider Save { get; set; }

    [Inject]
    public required RemoveProvider Remove { get; set; }

    [Inject]
    public required TestProvider Test { get; set; }

    [Inject]
    public required LocalProviderDiscovery Discovery { get; set; }

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        _rows = await Providers.ReadAsync(Actor, CancellationToken.None);
        // Asking the loopback ports may take two seconds: the list is shown before.
        StateHasChanged();
        var known = _rows.Select(r => r.Name).ToHashSet();
        var servers = _rows.Select(r => new Uri(r.BaseUrl).Authority).ToHashSet();
        var found = await Discovery.FindAsync(CancellationToken.None);
        _found = [.. found.Where(f => !known.Contains(f.Name) && !servers.Contains(f.BaseUrl.Authority))];
    }

    private void Open(ProviderForm form)
    {
        Refusal = null;
        _test = null;
        _form = form;
    }

    private void Close() => _form = null;

    private async Task SaveAsync(ProviderForm form)
    {
        var saved = await TryAsync(
            () => Save.ExecuteAsync(Actor, new SaveProviderRequest(form.ToDraft(), form.RemoveKey), CancellationToken.None),
            $"{form.Name} serves from the next call on.");
        if (saved) _form = null;
    }

    private async Task TestAsync(ProviderForm form)
    {
        _isTesting = true;
        _test = null;
        try
        {
            _test = await Test.ExecuteAsync(Actor, form.ToDraft(), CancellationToken.None);
            Refusal = null;
        }
        catch (Core.GenOpsException e)
        {
            Refusal = e.Message;
        }
        finally
        {
            _isTesting = false;
        }
    }

    private async Task RemoveAsync(ProviderRow row)
    {
        await TryAsync(() => Remove.ExecuteAsync(Actor, row.Name, CancellationToken.None), $"{row.Name} and its key are gone; its calls and costs stay.");
        _removing = null;
    }
}
