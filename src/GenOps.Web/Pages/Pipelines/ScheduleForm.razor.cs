using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Starting;
using GenOps.Core.Starts.Schedules;
using GenOps.Web.Components.Inputs;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>States a schedule, and shows when it will fall due before it is saved.</summary>
public sealed partial class ScheduleForm
{
    private InputFields? _inputs;
    private IReadOnlyList<FieldProblem> _problems = [];
    private IReadOnlyList<DateTime> _upcoming = [];
    private IReadOnlyList<string> _lacking = [];
    private IReadOnlyDictionary<string, string> _start = new Dictionary<string, string>();
    private string _cron = ScheduleWords.Usual[0].Cron;
    private string _zone = "UTC";
    private SchedulePolicies _policies = new();
    private MoneyMode _money;

    [Inject]
    public required SaveSchedule Save { get; set; }

    [Inject]
    public required ModelNeeds Needs { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Parameter, EditorRequired]
    public required PipelineDetail Pipeline { get; set; }

    /// <summary>Of the active version.</summary>
    [Parameter, EditorRequired]
    public required PipelineDefinition Definition { get; set; }

    /// <summary>The schedule that is changed; null for a new one.</summary>
    [Parameter]
    public ScheduleRow? Schedule { get; set; }

    /// <summary>The form is done; true when something was saved.</summary>
    [Parameter]
    public EventCallback<bool> Closed { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _lacking = Needs.MissingFor(Definition, MoneyMode.Live);
        _money = Schedule?.Money ?? (_lacking.Count == 0 ? MoneyMode.Live : MoneyMode.Sandbox);
        _policies = Schedule?.Policies ?? _policies;
        if (Schedule is not null) _start = ScheduleWords.Texts(Schedule.Inputs);
        Look(Schedule?.Cron ?? _cron, Schedule?.TimeZone ?? _zone);
    }

    /// <inheritdoc />
    protected override string? Told(GenOpsException refused) => refused is InvalidInputException ? "It was not saved: see the fields." : base.Told(refused);

    /// <inheritdoc />
    protected override Task RefreshAsync()
    {
        if (FieldProblems.Count > 0) _problems = FieldProblems;
        return Task.CompletedTask;
    }

    private void Look(object? cron, object? zone)
    {
        _cron = cron?.ToString() ?? "";
        _zone = zone?.ToString() ?? "";
        _problems = ScheduleClock.Check(_cron, _zone, Clock.UtcNow());
        _upcoming = _problems.Count == 0 ? ScheduleClock.Upcoming(_cron, _zone, Clock.UtcNow(), 10) : [];
    }

    private FieldProblem? Wrong(string field) => _problems.FirstOrDefault(p => p.Field == field);

    private Task<bool> SaveAsync() => ActAsync(async actor =>
    {
        var request = new SaveScheduleRequest
        {
            Pipeline = Pipeline.Id,
            Schedule = Schedule?.Id,
            Cron = _cron,
            TimeZone = _zone,
            Inputs = WithStoredFiles(_inputs is null ? [] : await _inputs.ReadAsync(CancellationToken.None)),
            Money = _money,
            Policies = _policies,
        };
        await Save.ExecuteAsync(actor, request, CancellationToken.None);
        await Closed.InvokeAsync(true);
    });

    /// <summary>A file chooser opens empty: what was chosen before holds unless something new is.</summary>
    private Dictionary<string, InputValue> WithStoredFiles(Dictionary<string, InputValue> given)
    {
        if (Schedule is null) return given;
        foreach (var (name, node) in JsonNode.Parse(Schedule.Inputs)!.AsObject())
        {
            var isDeclared = Definition.Inputs.Any(i => i.Name == name && (i.Type is InputType.File or InputType.Files));
            if (isDeclared && !given.ContainsKey(name) && InputValue.FromJson(name, node) is { } stored) given[name] = stored;
        }

        return given;
    }
}
