using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Levers.Reroutes;
using GenOps.Web.Http;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Components.Levers;

/// <summary>What a reroute begins with, by where it was asked for.</summary>
/// <param name="Pipeline">The pipeline's name; null for every one.</param>
/// <param name="Step">The step; null for every one.</param>
/// <param name="FromProvider">The provider it leads away from; null for any.</param>
/// <param name="ToProvider">The provider it leads to; null where a person chooses.</param>
public sealed record RerouteStart(string? Pipeline = null, string? Step = null, string? FromProvider = null, string? ToProvider = null);

/// <summary>Asks what goes where, shows what that touches and costs, and does it.</summary>
public sealed partial class RerouteDialog
{
    private static readonly IReadOnlyList<(string, string)> Tiers = [.. Enum.GetValues<Tier>().Select(t => (t.ToString(), StateTones.Words(t.ToString())))];

    private IReadOnlyList<(string, string)> _pipelines = [];
    private IReadOnlyList<(string, string)> _steps = [];
    private PipelineDetail? _detail;
    private RerouteForecast? _forecast;
    private string? _pipeline;
    private string? _step;
    private string? _tier;
    private string? _from;
    private string? _to;
    private string? _model;
    private string _reason = "";
    private int _hours;
    private bool _underWay = true;

    [Parameter]
    public RerouteStart Start { get; set; } = new();

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Inject]
    public required IProviderRegistry Registry { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required RerouteForecastQuery Forecasts { get; set; }

    [Inject]
    public required PlaceReroute Place { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    private IReadOnlyList<(string, string)> Providers => [.. Registry.Configured.Select(p => (p.Name, p.Name))];

    private IReadOnlyList<(string, string)> Models =>
        [.. Registry.Configured.Where(p => p.Name == _to).SelectMany(p => p.Models.Values).Distinct().Select(m => (m, m))];

    /// <summary>Asks; true when calls were rerouted.</summary>
    public static async Task<bool> AskAsync(IDialogService dialogs, RerouteStart start)
    {
        var parameters = new DialogParameters<RerouteDialog> { { d => d.Start, start } };
        var dialog = await dialogs.ShowAsync<RerouteDialog>(
            "Reroute calls", parameters, new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true });
        return await dialog.Result is { Canceled: false };
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _pipelines = [.. (await Pipelines.NamesAsync(await Actors.GetAsync(), CancellationToken.None)).Select(n => (n, n))];
        // What a link names and is no longer configured is left to be chosen.
        _from = Known(Start.FromProvider);
        _to = Known(Start.ToProvider);
        await ChoosePipelineAsync(Start.Pipeline);
        await ChangeAsync(() => _step = Start.Step);
    }

    private string? Known(string? provider) => Registry.Configured.Any(p => p.Name == provider) ? provider : null;

    private async Task ChoosePipelineAsync(string? name)
    {
        _detail = name is null ? null : await Details.FindAsync(await Actors.GetAsync(), name, CancellationToken.None);
        _steps = _detail is null ? [] : [.. _detail.Steps.Select(s => (s.Step.Id, s.Step.Id))];
        await ChangeAsync(() => (_pipeline, _step) = (name, null));
    }

    /// <summary>What is shown must be what is confirmed, so each change is forecast anew.</summary>
    private async Task ChangeAsync(Action change)
    {
        change();
        _forecast = null;
        Forget();
        if (_to is null) return;
        await ActAsync(async actor => _forecast = await Forecasts.ReadAsync(actor, Request(), CancellationToken.None));
    }

    private Task<bool> ConfirmAsync() => ActAsync(async actor =>
    {
        await Place.ExecuteAsync(actor, Request(), CancellationToken.None);
        Dialog.Close(DialogResult.Ok(true));
    });

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? string.Join(" ", FieldProblems.Select(p => $"{p.Problem} {p.Cure}")) : base.Told(refused);

    private RerouteRequest Request() => new()
    {
        Pipeline = _detail?.Id,
        Step = _step ?? "",
        Tier = RequestQuery.Word<Tier>("tier", _tier),
        FromProvider = _from ?? "",
        ToProvider = _to!,
        ToModel = _model ?? "",
        RunsUnderWay = _underWay,
        Until = _hours == 0 ? null : Clock.UtcNow().AddHours(_hours),
        Reason = _reason,
    };
}
