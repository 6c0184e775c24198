using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Levers;
using GenOps.Core.Pricing;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>The price book: what holds, what held, and what is missing. Search and the opened model live in the URL.</summary>
public sealed partial class PricesPage
{
    private IReadOnlyList<ModelPriceSheet>? _sheets;
    private IReadOnlyList<PriceSheetLine>? _history;
    private Unpriced? _unpriced;
    private IReadOnlyList<PriceAliasRow> _aliases = [];
    private PriceDraft? _draft;
    private PriceAliasDraft? _alias;

    [SupplyParameterFromQuery]
    public string? Search { get; set; }

    [SupplyParameterFromQuery]
    public string? Provider { get; set; }

    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    /// <summary>Opens the form that prices the model as another.</summary>
    [SupplyParameterFromQuery(Name = "price-as")]
    public bool PriceAs { get; set; }

    [Inject]
    public required PriceSheetQuery Prices { get; set; }

    [Inject]
    public required UnpricedQuery UnpricedCalls { get; set; }

    [Inject]
    public required RecordPrice Record { get; set; }

    [Inject]
    public required RecordPriceAlias RecordAlias { get; set; }

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
        _sheets = await Prices.CurrentAsync(Actor, Search, CancellationToken.None);
        _history = Provider is null || Model is null ? null : await Prices.HistoryAsync(Actor, Provider, Model, CancellationToken.None);
        _unpriced = await UnpricedCalls.ReadAsync(Actor, MoneyMode.Live, CancellationToken.None);
        _aliases = await Prices.AliasesAsync(Actor, CancellationToken.None);
        if (PriceAs && MayChange && _alias is null && Provider is not null && Model is not null && _unpriced.Models.FirstOrDefault(IsOpened) is { } opened)
            OpenAlias(Provider, Model, opened.FirstAt);
    }

    private static string HistoryHref(PriceTableRow row) =>
        $"/finance/prices?provider={Uri.EscapeDataString(row.Provider)}&model={Uri.EscapeDataString(row.Model)}";

    private bool IsOpened(UnpricedModel model) => model.Provider == Provider && model.Model == Model && !model.IsKnown;

    /// <summary>What is to price calls that were made already must hold from the day of the first.</summary>
    private void OpenForm(string? provider, string? model, UnpricedModel? unpriced = null)
    {
        CloseForm();
        _draft = new PriceDraft
        {
            Provider = provider ?? "",
            Model = model ?? "",
            ServiceTier = unpriced is null || unpriced.ServiceTier == ServiceTiers.Standard ? "" : unpriced.ServiceTier,
            ValidFrom = (unpriced?.FirstAt ?? Time.UtcNow()).Date,
        };
    }

    private void OpenAlias(string provider, string model, DateTime from)
    {
        CloseForm();
        _alias = new PriceAliasDraft { Provider = provider, Model = model, ValidFrom = from.Date };
    }

    private void CloseForm()
    {
        _draft = null;
        _alias = null;
        Forget();
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

    private async Task SaveAliasAsync(PriceAliasDraft draft)
    {
        var saved = await TryAsync(() => RecordAliasAsync(draft.ToRequest()), $"{draft.Model} is priced as {draft.PricedAs}.");
        if (!saved) return;
        _alias = null;
        if (PriceAs) Go(("price-as", null));
    }

    private async Task EndAliasAsync(PriceAliasRow alias) => await TryAsync(
        () => RecordAliasAsync(new RecordPriceAliasRequest
        {
            Provider = alias.Provider,
            Model = alias.Model,
            PricedAs = "",
            ValidFrom = Time.UtcNow().Date,
            Source = $"Ended: {alias.Source}"[..Math.Min(300, alias.Source.Length + 7)],
        }),
        $"{alias.Model} is no longer priced as {alias.PricedAs}.");

    private async Task RecordAliasAsync(RecordPriceAliasRequest request)
    {
        await RecordAlias.ExecuteAsync(Actor, request, CancellationToken.None);
        await Reprice.ExecuteAsync(Actor, CancellationToken.None);
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
