using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using GenOps.Web.Components.Inputs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>States a backfill: what it goes over, how many at a time, and what it may cost.</summary>
public sealed partial class NewBackfillPage
{
    private IReadOnlyList<ScheduleRow>? _schedules;
    private IReadOnlyList<string> _pipelines = [];
    private PipelineDefinition? _definition;
    private InputFields? _inputs;
    private IReadOnlyList<IBrowserFile> _files = [];
    private string _kind = "range";
    private Guid _schedule;
    private DateOnly _from;
    private DateOnly _to;
    private bool _again;
    private string _pipeline = "";
    private string _carrier = "";
    private string _list = "";
    private MoneyMode _money;
    private int _concurrency = 4;
    private decimal? _cap;
    private bool _canOperate;

    [Inject]
    public required ScheduleQuery Schedules { get; set; }

    [Inject]
    public required PipelineOverviewQuery Pipelines { get; set; }

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required ModelNeeds Needs { get; set; }

    [Inject]
    public required StartBackfill Start { get; set; }

    [Inject]
    public required IOptions<InputLimits> Limits { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    /// <summary>The schedule chosen first.</summary>
    [SupplyParameterFromQuery]
    public Guid? Schedule { get; set; }

    /// <summary>The pipeline chosen first, by its name.</summary>
    [SupplyParameterFromQuery]
    public string? Pipeline { get; set; }

    /// <summary>A line can be any input; a file only what is read from one.</summary>
    private List<InputDeclaration> Carriers => [.. Inputs.Where(i => _kind == "lines" || IsRead(i))];

    private List<InputDeclaration> Shared => _kind is "lines" or "files" && Obstacle is null ? [.. Inputs.Where(i => i.Name != _carrier)] : [];

    private IReadOnlyList<InputDeclaration> Inputs => _definition?.Inputs ?? [];

    private string Heads => string.Join(',', Inputs.Select(i => i.Name));

    /// <summary>Why nothing can be listed for the pipeline; null when something can.</summary>
    private string? Obstacle =>
        _definition is null ? "This pipeline has no active version, so nothing of it can run yet."
        : Inputs.Count == 0 ? "This pipeline takes no input, so there is nothing to list. Give it a schedule, and go over its past times."
        : _kind == "files" && !Inputs.Any(IsRead) ? "No input of this pipeline is read from a file. Go over lines or rows instead."
        : null;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _pipelines = await Pipelines.NamesAsync(await Actors.GetAsync(), CancellationToken.None);
        _to = DateOnly.FromDateTime(Clock.UtcNow());
        _from = _to.AddDays(-7);
        _schedules = await Schedules.ReadAsync(await Actors.GetAsync(), pipeline: null, CancellationToken.None);
        _schedule = Schedule ?? (_schedules.Count > 0 ? _schedules[0].Id.Value : Guid.Empty);
        var asked = _pipelines.FirstOrDefault(p => p == Pipeline);
        await ChooseAsync(asked ?? (_pipelines.Count > 0 ? _pipelines[0] : null));
        if (Schedule is null && asked is not null && _schedules.FirstOrDefault(s => s.Pipeline == asked) is { } own) _schedule = own.Id.Value;
        else if (_schedules.Count == 0 || (Schedule is null && asked is not null)) _kind = Inputs.Any(i => i.Type == InputType.Text) || !Inputs.Any(IsRead) ? "lines" : "files";
        Suit();
    }

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? null : base.Told(refused);

    private static bool IsRead(InputDeclaration input) => input.Type is InputType.File or InputType.Files or InputType.Text;

    private void Go(string? kind)
    {
        _kind = kind ?? "lines";
        Suit();
    }

    /// <summary>What lines or files become is always one of the inputs that can be that.</summary>
    private void Suit()
    {
        if (Carriers.Exists(i => i.Name == _carrier)) return;
        var wanted = _kind == "files" ? InputType.Files : InputType.Text;
        _carrier = (Carriers.FirstOrDefault(i => i.Type == wanted) ?? Carriers.FirstOrDefault())?.Name ?? "";
    }

    private async Task ChooseAsync(string? pipeline)
    {
        if (pipeline is null) return;
        _pipeline = pipeline;
        _definition = (await Details.FindAsync(await Actors.GetAsync(), pipeline, CancellationToken.None))?.Definition;
        _carrier = "";
        Suit();
        _money = _definition is null || Needs.MissingFor(_definition, MoneyMode.Live).Count > 0 ? MoneyMode.Sandbox : MoneyMode.Live;
    }

    private Task<bool> StartAsync() => ActAsync(async actor =>
    {
        var request = new StartBackfillRequest
        {
            Pipeline = _pipeline,
            Source = await SourceAsync(),
            Inputs = _inputs is null || Shared.Count == 0 ? new Dictionary<string, InputValue>() : await _inputs.ReadAsync(CancellationToken.None),
            Money = _kind == "range" ? null : _money,
            Concurrency = _concurrency,
            Cap = _cap is { } usd ? Money.FromUsd(usd) : null,
        };
        Navigation.NavigateTo($"/backfills/{await Start.ExecuteAsync(actor, request, CancellationToken.None)}");
    });

    private async Task<BackfillSource> SourceAsync()
    {
        if (_kind == "files") return BackfillSource.Files(_carrier, await FileChoice.ReadAsync(_carrier, _files, Limits.Value, CancellationToken.None));
        if (_kind == "lines") return BackfillSource.Lines(_carrier, _list);
        if (_kind == "csv") return BackfillSource.Csv(_list);
        var zone = _schedules!.FirstOrDefault(s => s.Id.Value == _schedule)?.TimeZone ?? "UTC";
        return new BackfillSource.Range(
            ScheduleId.From(_schedule), ScheduleClock.Utc(_from.ToDateTime(TimeOnly.MinValue), zone), ScheduleClock.Utc(_to.AddDays(1).ToDateTime(TimeOnly.MinValue), zone), _again);
    }
}
