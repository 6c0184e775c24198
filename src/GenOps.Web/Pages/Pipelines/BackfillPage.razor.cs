using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Starts.Backfills;
using GenOps.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>How far a backfill is, kept up to date, with its bounds and its end.</summary>
public sealed partial class BackfillPage
{
    private BackfillDetail? _detail;
    private LiveRefresh? _live;
    private int _concurrency;
    private decimal? _cap;
    private bool _missing;
    private bool _canOperate;

    [Inject]
    public required BackfillQuery Backfills { get; set; }

    [Inject]
    public required CancelBackfill Cancel { get; set; }

    [Inject]
    public required ChangeBackfill Change { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Parameter]
    public required Guid Id { get; set; }

    private BackfillId Key => BackfillId.From(Id);

    private bool Open => _detail?.Backfill.State is BackfillState.Running or BackfillState.CapReached;

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        await RefreshAsync();
        if (_detail is not { } detail) return;
        _concurrency = detail.Backfill.Concurrency;
        _cap = detail.Backfill.CapNanoUsd is { } nanos ? new Money(nanos).Usd : null;
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(RefreshAsync));
    }

    protected override async Task RefreshAsync()
    {
        _detail = await Backfills.FindAsync(await Actors.GetAsync(), Key, CancellationToken.None);
        _missing = _detail is null;
        StateHasChanged();
    }

    private async Task CancelAsync(bool runs)
    {
        var question = runs
            ? "What has not started never will, and its runs under way are cancelled. Calls under way are finished and kept."
            : "What has not started never will. Its runs under way go on.";
        var reason = await ReasonDialog.AskAsync(Dialogs, "End this backfill?", question, "End it", required: false);
        if (reason is not null) await ActAsync(actor => Cancel.ExecuteAsync(actor, Key, runs, reason, CancellationToken.None));
    }

    private Task<bool> ChangeAsync() => ActAsync(actor =>
        Change.ExecuteAsync(actor, Key, _concurrency, _cap is { } usd ? Money.FromUsd(usd) : null, CancellationToken.None));
}
