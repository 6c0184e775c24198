using System.Globalization;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Web.Components;
using GenOps.Web.Http;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using LedgerRows = GenOps.Core.Analytics.LedgerPage;

namespace GenOps.Web.Pages.Finance;

/// <summary>One budget: what was spent, down to the ledger's entries, who waits for room, and how to raise it.</summary>
public sealed partial class BudgetPage : IListPage
{
    private BudgetRow? _row;
    private LedgerRows? _ledger;
    private IReadOnlyList<BudgetWaitRow> _waits = [];
    private LiveRefresh? _live;
    private string _amount = "";
    private string _reason = "";
    private bool _missing;
    private bool _canChange;
    private bool _changing;

    /// <summary>The budget's id.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Where the page of entries begins.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Cursor)]
    public string? After { get; set; }

    [Inject]
    public required BudgetsQuery Budgets { get; set; }

    [Inject]
    public required LedgerListQuery Ledger { get; set; }

    [Inject]
    public required ChangeBudget Change { get; set; }

    [Inject]
    public required EndBudget End { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    private string Subtitle => $"{(_row!.Kind == BudgetKind.Hard ? "Hard" : "Soft")} budget, {BudgetWordings.Of(_row.Period)}, set by {_row.CreatedBy}.";

    /// <inheritdoc />
    public static async Task AskAsync(ListAsk ask)
    {
        var row = await ask.Get<BudgetsQuery>().FindAsync(ask.Actor, ask.Key<BudgetId>("id"), ask.Cancellation);
        if (EntriesOf(row, ask.Text("after")) is { } entries) await ask.Get<LedgerListQuery>().ReadAsync(ask.Actor, entries, ask.Cancellation);
    }

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canChange = (await Actors.GetAsync()).Is(Roles.Finance);
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(RefreshAsync));
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => RefreshAsync();

    protected override async Task RefreshAsync()
    {
        try
        {
            var row = await Budgets.FindAsync(await Actors.GetAsync(), new BudgetId(Id), CancellationToken.None);
            _waits = await Budgets.WaitsAsync(await Actors.GetAsync(), row.Id, CancellationToken.None);
            _ledger = EntriesOf(row, After) is { } entries ? await Ledger.ReadAsync(await Actors.GetAsync(), entries, CancellationToken.None) : null;
            if (!_changing) _amount = new Money(row.AmountNanoUsd).Usd.ToString("0.#########", CultureInfo.InvariantCulture);
            _row = row;
        }
        catch (NotFoundException)
        {
            _missing = true;
        }

        StateHasChanged();
    }

    /// <summary>The page of entries; null for a budget that never counted any.</summary>
    private static LedgerListFilter? EntriesOf(BudgetRow row, string? after) => row.Account is { } account
        ? new LedgerListFilter { Money = row.Money, Budget = account, Take = 50, After = PageCursor.TryParse(after, out var cursor) ? cursor : null }
        : null;

    private string Local(DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, Calendar.Zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    private Task<bool> ChangeAsync() => ActAsync(async actor =>
    {
        await Change.ExecuteAsync(actor, _row!.Id, BudgetAmount.Read(_amount), _reason.Trim(), CancellationToken.None);
        _changing = false;
    });

    private async Task EndAsync()
    {
        var reason = await ReasonDialog.AskAsync(Dialogs, "End this budget?", "Nothing limits these calls any more, and steps it held go on. Its figures stay.", "End it", required: false);
        if (reason is not null) await ActAsync(actor => End.ExecuteAsync(actor, _row!.Id, reason, CancellationToken.None));
    }
}
