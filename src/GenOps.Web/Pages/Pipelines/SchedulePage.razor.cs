using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Schedules;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>One schedule: when it starts next, what became of the last times, and its switches.</summary>
public sealed partial class SchedulePage
{
    private ScheduleDetail? _detail;
    private PipelineDetail? _pipeline;
    private PipelineDefinition? _definition;
    private DateTime _until;
    private string _reason = "";
    private bool _missing;
    private bool _canOperate;
    private bool _editing;

    [Inject]
    public required ScheduleQuery Schedules { get; set; }

    [Inject]
    public required PipelineDetailQuery Pipelines { get; set; }

    [Inject]
    public required EnableSchedule Enable { get; set; }

    [Inject]
    public required PauseSchedule Pause { get; set; }

    [Inject]
    public required ResumeSchedule Resume { get; set; }

    [Inject]
    public required RemoveSchedule Remove { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Parameter]
    public required Guid Id { get; set; }

    private ScheduleId Key => ScheduleId.From(Id);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        await RefreshAsync();
        if (_detail is not { } detail) return;
        _pipeline = await Pipelines.FindAsync(await Actors.GetAsync(), detail.Schedule.Pipeline, CancellationToken.None);
        _definition = _pipeline?.Definition;
        _until = ScheduleClock.Local(Clock.UtcNow(), detail.Schedule.TimeZone).Date.AddDays(1).AddHours(9);
    }

    protected override async Task RefreshAsync()
    {
        _detail = await Schedules.FindAsync(await Actors.GetAsync(), Key, CancellationToken.None);
        _missing = _detail is null;
    }

    private async Task CloseAsync(bool saved)
    {
        _editing = false;
        if (saved) await RefreshAsync();
    }

    private Task<bool> SwitchAsync() => ActAsync(actor => Enable.ExecuteAsync(actor, Key, !_detail!.Schedule.Enabled, CancellationToken.None));

    private Task<bool> ResumeAsync() => ActAsync(actor => Resume.ExecuteAsync(actor, Key, CancellationToken.None));

    private async Task PauseAsync()
    {
        var until = ScheduleClock.Utc(_until, _detail!.Schedule.TimeZone);
        if (await ActAsync(actor => Pause.ExecuteAsync(actor, Key, until, _reason, CancellationToken.None))) _reason = "";
    }

    private async Task RemoveAsync()
    {
        var sure = await Dialogs.ShowMessageBoxAsync("Remove this schedule?", "The runs it started stay.", "Remove", cancelText: "Keep it");
        if (sure == true && await ActAsync(actor => Remove.ExecuteAsync(actor, Key, CancellationToken.None))) Navigation.NavigateTo("/schedules");
    }
}
