using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Backfills;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>States a backfill: what it goes over, how many at a time, and what it may cost.</summary>
public sealed partial class NewBackfillPage
{
    private IReadOnlyList<ScheduleRow>? _schedules;
    private IReadOnlyList<string> _pipelines = [];
    private IReadOnlyList<FieldProblem> _problems = [];
    private PipelineDefinition? _definition;
    private InputFields? _inputs;
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
    private string? _problem;
    private bool _canOperate;
    private bool _busy;

    [Inject]
    public required ActorAccessor Actors { get; set; }

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
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    /// <summary>The schedule chosen first.</summary>
    [SupplyParameterFromQuery]
    public Guid? Schedule { get; set; }

    private List<InputDeclaration> Texts => [.. _definition?.Inputs.Where(i => i.Type is InputType.Text or InputType.File) ?? []];

    private List<InputDeclaration> Shared => _kind == "lines" ? [.. _definition?.Inputs.Where(i => i.Name != _carrier) ?? []] : [];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _pipelines = await Pipelines.NamesAsync(await Actors.GetAsync(), CancellationToken.None);
        await ChooseAsync(_pipelines.Count > 0 ? _pipelines[0] : null);
        _to = DateOnly.FromDateTime(Clock.UtcNow());
        _from = _to.AddDays(-7);
        _schedules = await Schedules.ReadAsync(await Actors.GetAsync(), pipeline: null, CancellationToken.None);
        _schedule = Schedule ?? (_schedules.Count > 0 ? _schedules[0].Id.Value : Guid.Empty);
        if (_schedules.Count == 0) _kind = "lines";
    }

    private async Task ChooseAsync(string? pipeline)
    {
        if (pipeline is null) return;
        _pipeline = pipeline;
        _definition = (await Details.FindAsync(await Actors.GetAsync(), pipeline, CancellationToken.None))?.Definition;
        _carrier = Texts.FirstOrDefault()?.Name ?? "";
        _money = _definition is null || Needs.MissingFor(_definition, MoneyMode.Live).Count > 0 ? MoneyMode.Sandbox : MoneyMode.Live;
    }

    private async Task StartAsync()
    {
        _busy = true;
        _problem = null;
        _problems = [];
        try
        {
            var request = new StartBackfillRequest
            {
                Pipeline = _pipeline,
                Source = SourceOf(),
                Inputs = _inputs is null || _kind != "lines" ? new Dictionary<string, InputValue>() : await _inputs.ReadAsync(CancellationToken.None),
                Money = _kind == "range" ? null : _money,
                Concurrency = _concurrency,
                Cap = _cap is { } usd ? Money.FromUsd(usd) : null,
            };
            Navigation.NavigateTo($"/backfills/{await Start.ExecuteAsync(await Actors.GetAsync(), request, CancellationToken.None)}");
        }
        catch (InvalidInputException e)
        {
            _problems = e.Problems;
        }
        catch (GenOpsException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    private BackfillSource SourceOf()
    {
        if (_kind == "lines") return BackfillSource.Lines(_carrier, _list);
        if (_kind == "csv") return BackfillSource.Csv(_list);
        var zone = _schedules!.FirstOrDefault(s => s.Id.Value == _schedule)?.TimeZone ?? "UTC";
        return new BackfillSource.Range(
            ScheduleId.From(_schedule), ScheduleClock.Utc(_from.ToDateTime(TimeOnly.MinValue), zone), ScheduleClock.Utc(_to.AddDays(1).ToDateTime(TimeOnly.MinValue), zone), _again);
    }
}
