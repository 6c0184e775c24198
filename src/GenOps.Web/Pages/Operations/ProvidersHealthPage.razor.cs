using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Operations;

/// <summary>How providers fare, live; with the levers on their limits, circuits and calls in doubt.</summary>
public sealed partial class ProvidersHealthPage
{
    private const int Day = 24;
    private static readonly (string Value, string Text)[] Usual = [("1", "Last hour"), ("168", "Last 7 days"), ("720", "Last 30 days")];

    private ProviderHealth? _health;
    private FailoverState? _failover;
    private LimitDraft? _limiting;
    private LiveRefresh? _live;
    private int _hours = Day;
    private bool _canOperate;

    /// <summary>How far back.</summary>
    [SupplyParameterFromQuery]
    public int? Hours { get; set; }

    [Inject]
    public required ProviderHealthQuery Health { get; set; }

    [Inject]
    public required FailoverQuery Failover { get; set; }

    [Inject]
    public required CloseCircuit Close { get; set; }

    [Inject]
    public required SetCallLimit Limit { get; set; }

    [Inject]
    public required SettleDoubt Settle { get; set; }

    [Inject]
    public required ReleaseHold Release { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _live = new LiveRefresh(Changes, run: null, Clock, () => InvokeAsync(RefreshAsync));
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        _hours = Math.Clamp(Hours ?? Day, 1, 2160);
        return RefreshAsync();
    }

    private string? Period => _hours == Day ? null : _hours.ToString(CultureInfo.InvariantCulture);

    /// <summary>A link may ask for a period that is none of the usual ones.</summary>
    private IReadOnlyList<(string, string)> Periods =>
        Period is { } asked && Usual.All(u => u.Value != asked) ? [.. Usual, (asked, LastHours(_hours))] : Usual;

    private static string LastHours(int hours) => $"Last {hours} hours";

    private static string FailuresOf(ModelHealth row)
    {
        var parts = row.Failures.OrderByDescending(f => f.Value).Select(f => $"{f.Value} {Words(f.Key)}").ToList();
        if (row.Unusable > 0) parts.Add($"{row.Unusable} unusable");
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static string Words(Core.Calls.CallFailure failure) => failure switch
    {
        Core.Calls.CallFailure.RateLimited => "rate-limited",
        Core.Calls.CallFailure.Unavailable => "unavailable",
        Core.Calls.CallFailure.Unreachable => "unreachable",
        Core.Calls.CallFailure.KeyRefused => "key refused",
        Core.Calls.CallFailure.Lost => "lost",
        _ => "refused",
    };

    private static string LimitsOf(ModelHealth row)
    {
        var parts = new List<string>();
        if (row.AtOnce is { } places) parts.Add($"{places} at a time");
        if (row.RequestsPerMinute is { } requests) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{requests:#,##0} requests/min"));
        if (row.TokensPerMinute is { } tokens) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{tokens:#,##0} tokens/min"));
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static string Time(double? milliseconds) => milliseconds switch
    {
        null => "—",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
    };

    private void Choose(string? hours) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("hours", hours));

    protected override async Task RefreshAsync()
    {
        var actor = await Actors.GetAsync();
        _failover = await Failover.ReadAsync(actor, CancellationToken.None);
        _health = await Health.ReadAsync(actor, Clock.GetUtcNow().UtcDateTime.AddHours(-_hours), CancellationToken.None);
        StateHasChanged();
    }

    private Task<bool> ResumeAsync(string provider) => ActAsync(actor => Release.ExecuteAsync(actor, new HoldTarget.OfProvider(provider), "", CancellationToken.None));

    private async Task LimitAsync()
    {
        var draft = _limiting!;
        var request = new CallLimitRequest
        {
            Provider = draft.Provider,
            Model = draft.Model,
            AtOnce = draft.AtOnce,
            RequestsPerMinute = draft.Requests,
            TokensPerMinute = draft.Tokens,
        };
        if (await ActAsync(actor => Limit.ExecuteAsync(actor, request, CancellationToken.None))) _limiting = null;
    }

    private async Task SettleAsync(DoubtRow doubt, DoubtDecision decision)
    {
        var question = decision == DoubtDecision.Resubmit
            ? "It may have been charged already; then it is paid twice."
            : "Its step fails, and the estimate of its cost stands.";
        var sure = await Dialogs.ShowMessageBoxAsync(decision == DoubtDecision.Resubmit ? "Send this call again?" : "Write this call off?", question, "Yes", cancelText: "Keep it as it is");
        if (sure == true) await ActAsync(actor => Settle.ExecuteAsync(actor, doubt.CallId, decision, CancellationToken.None));
    }

    private sealed class LimitDraft(ModelHealth row)
    {
        public string Provider { get; } = row.Provider;

        public string Model { get; } = row.Model;

        public int? AtOnce { get; set; } = row.AtOnce;

        public int? Requests { get; set; } = row.RequestsPerMinute;

        public long? Tokens { get; set; } = row.TokensPerMinute;
    }
}
