using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pipelines;
using GenOps.Web.Components.Levers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>One pipeline: what it does, its versions, schedules and drafts, and the switches of an operator.</summary>
public sealed partial class PipelinePage
{
    private PipelineDetail? _pipeline;
    private bool _missing;
    private bool _canOperate;

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required EnablePipeline Enable { get; set; }

    [Inject]
    public required PlaceHold Place { get; set; }

    [Inject]
    public required ReleaseHold Release { get; set; }

    [Inject]
    public required ActivateVersion Activate { get; set; }

    [Inject]
    public required SetPipelineLimits Limits { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    /// <summary>The pipeline's name, or its id as the audit trail has it.</summary>
    [Parameter]
    public required string Name { get; set; }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        await RefreshAsync();
    }

    protected override async Task RefreshAsync()
    {
        _pipeline = await Details.FindAsync(await Actors.GetAsync(), Name, CancellationToken.None);
        _missing = _pipeline is null;
    }

    private Task<bool> EnableAsync() => ActAsync(actor => Enable.ExecuteAsync(actor, _pipeline!.Id, !_pipeline.Enabled, CancellationToken.None));

    private Task<bool> ActivateAsync(PipelineVersionId version) => ActAsync(actor => Activate.ExecuteAsync(actor, version, CancellationToken.None));

    private async Task PauseAsync()
    {
        if (await PipelinePausing.AskAsync(Dialogs, Place, Release, _pipeline!.Id, Name, _pipeline.Pause) is { } act) await ActAsync(act);
    }

    private async Task RerouteAsync() => await RerouteDialog.AskAsync(Dialogs, new RerouteStart(_pipeline!.Name));

    private async Task LimitAsync()
    {
        if (await LimitsDialog.AskAsync(Dialogs, _pipeline!.Name, _pipeline.Limits) is not { } limits) return;
        await ActAsync(actor => Limits.ExecuteAsync(actor, _pipeline.Id, limits, CancellationToken.None));
    }
}
