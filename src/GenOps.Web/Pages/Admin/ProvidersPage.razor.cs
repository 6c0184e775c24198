using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outbound;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>Who serves the tiers: those of the environment, those of the settings, and what was found on this machine.</summary>
public sealed partial class ProvidersPage
{
    private IReadOnlyList<ProviderRow>? _rows;
    private FailoverState? _failover;
    private IReadOnlyList<DiscoveredProvider> _found = [];
    private ProviderForm? _form;
    private ProviderTestResult? _test;
    private OutboundRefusal? _inside;
    private bool _isOfTest;
    private bool _isTesting;
    private string? _removing;

    [Inject]
    public required ProvidersQuery Providers { get; set; }

    [Inject]
    public required FailoverQuery Failover { get; set; }

    [Inject]
    public required AnswerFailover Answer { get; set; }

    [Inject]
    public required SaveProvider Save { get; set; }

    [Inject]
    public required RemoveProvider Remove { get; set; }

    [Inject]
    public required TestProvider Test { get; set; }

    [Inject]
    public required AllowOutbound Allow { get; set; }

    [Inject]
    public required LocalProviderDiscovery Discovery { get; set; }

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        var rows = await Providers.ReadAsync(Actor, CancellationToken.None);
        _failover = await Failover.ReadAsync(Actor, CancellationToken.None);
        _rows = rows;
        // Asking the loopback ports may take two seconds: the list is shown before.
        StateHasChanged();
        var known = _rows.Select(r => r.Name).ToHashSet();
        var servers = _rows.Select(r => new Uri(r.BaseUrl).Authority).ToHashSet();
        var found = await Discovery.FindAsync(Actor, CancellationToken.None);
        _found = [.. found.Where(f => !known.Contains(f.Name) && !servers.Contains(f.BaseUrl.Authority))];
    }

    private void Open(ProviderForm form)
    {
        Forget();
        (_test, _inside) = (null, null);
        _form = form;
    }

    private void Close() => _form = null;

    private async Task SaveAsync(ProviderForm form)
    {
        (_inside, _isOfTest) = (null, false);
        var saved = await TryAsync(
            () => Save.ExecuteAsync(Actor, form.ToRequest(), CancellationToken.None), $"{form.Name} serves from the next call on.");
        if (saved) _form = null;
        else _inside = (Refused as OutboundNotAllowedException)?.Refusal;
    }

    private async Task AllowAsync(ProviderForm form)
    {
        if (_inside is not { } refused) return;
        if (!_isOfTest)
        {
            form.Agreed = refused.Target;
            await SaveAsync(form);
        }
        else if (await TryAsync(() => Allow.ExecuteAsync(Actor, $"{refused.Target}", $"The provider {form.Name}", CancellationToken.None), $"{refused.Target} is allowed."))
        {
            await TestAsync(form);
        }
    }

    private async Task TestAsync(ProviderForm form)
    {
        (_inside, _isOfTest) = (null, true);
        _isTesting = true;
        _test = null;
        if (!await ActAsync(async actor => _test = await Test.ExecuteAsync(actor, form.ToDraft(), CancellationToken.None)))
            _inside = (Refused as OutboundNotAllowedException)?.Refusal;
        _isTesting = false;
    }

    private Task<bool> AnswerAsync(bool answer) => TryAsync(
        () => Answer.ExecuteAsync(Actor, answer, CancellationToken.None),
        answer ? "They answer for each other from the next call on." : "Nothing changes; you can decide otherwise below.");

    private async Task RemoveAsync(ProviderRow row)
    {
        await TryAsync(() => Remove.ExecuteAsync(Actor, row.Name, CancellationToken.None), $"{row.Name} and its key are gone; its calls and costs stay.");
        _removing = null;
    }
}
