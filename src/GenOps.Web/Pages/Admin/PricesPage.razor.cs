using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>The price book: what holds, what held, and what is missing. Search and the opened model live in the URL.</summary>
public sealed partial class PricesPage
{
    private IReadOnlyList<ModelPriceSheet>? _sheets;
    private IReadOnlyList<PriceSheetLine>? _history;
    private Unpriced? _unpriced;
    private PriceDraft? _draft;

    [SupplyParameterFromQuery]
    public string? Search { get; set; }

    [SupplyParameterFromQuery]
    public string? Provider { get; set; }

    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    [Inject]
    public required PriceSheetQuery Prices { get; set; }

    [Inject]
    public required UnpricedQuery UnpricedCalls { get; set; }

    [Inject]
    public required RecordPrice Record { get; set; }

    [Inject]
    public required WithdrawPrice Withdraw { get; set; }

    [Inject]
    public required RepriceUnpriced Reprice { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    private bool MayChange => Actor.Is(Roles.Finance);

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        _sheets = await Prices.CurrentAsync(Search, CancellationToken.None);
        _history = Provider is null || Model is null ? null : await Prices.HistoryAsync(Provider, Model, CancellationToken.None);
        _unpriced = await UnpricedCalls.ReadAsync(MoneyMode.Live, CancellationToken.None);
    }

    private static string HistoryHref(PriceTableRow row) =>
        $"/finance/prices?provider={Uri.EscapeDataString(row.Provider)}&model={Uri.EscapeDataString(row.Model)}";

    private void OpenForm(string? provider, string? model)
    {
        Refusal = null;
        _draft = new PriceDraft { Provider = provider ?? "", Model = model ?? "", ValidFrom = Time.UtcNow().Date };
    }

    private void CloseForm()
    {
        _draft = null;
        Refusal = null;
    }

    private async Task SaveAsync(PriceDraft draft)
    {
        var saved = await TryAsync(
            async () =>
            {
                await Record.ExecuteAsync(Actor, draft.ToRequest(), CancellationToken.None);
                await Reprice.ExecuteAsync(Actor, CancellationToken.None);
            },
            $"Recorded the prices of {draft.Model}.");
        if (saved) _draft = null;
    }

    private async Task WithdrawAsync(WithdrawPriceRequest request) => await TryAsync(
        () => Withdraw.ExecuteAsync(Actor, request, CancellationToken.None), "The price is withdrawn.");

    private async Task RepriceAsync()
    {
        Repricing? result = null;
        if (await TryAsync(async () => result = await Reprice.ExecuteAsync(Actor, CancellationToken.None), "Looked at everything unpriced.") && result is { } r)
            Snackbar.Add($"{r.Calls} calls and {r.Labour} times of people are priced now; {r.StillUnpriced} calls still have no price.");
    }
}
