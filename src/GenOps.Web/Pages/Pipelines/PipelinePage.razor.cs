using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>One pipeline: what it does, its versions, schedules and drafts, and the switches of an operator.</summary>
public sealed partial class PipelinePage
{
    private PipelineDetail? _pipeline;
    private string? _problem;
    private bool _missing;
    private bool _canOperate;
    private bool _busy;

    [Inject]
    public required ActorAccessor Actors { get; set; }

    [Inject]
    public required PipelineDetailQuery Details { get; set; }

    [Inject]
    public required EnablePipeline Enable { get; set; }

    [Inject]
    public required PausePipeline Pause { get; set; }

    [Inject]
    public required ResumePipeline Resume { get; set; }

    [Inject]
    public required ActivateVersion Activate { get; set; }

    [Inject]
    public required IDialogService Dialogs { get; set; }

    /// <summary>The pipeline's name, or its id as the audit trail has it.</summary>
    [Parameter]
    public required string Name { get; set; }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        _pipeline = await Details.FindAsync(Name, CancellationToken.None);
        _missing = _pipeline is null;
    }

    private Task EnableAsync() => ActAsync(actor => Enable.ExecuteAsync(actor, _pipeline!.Id, !_pipeline.Enabled, CancellationToken.None));

    private Task ActivateAsync(PipelineVersionId version) => ActAsync(actor => Activate.ExecuteAsync(actor, version, CancellationToken.None));

    private async Task PauseAsync()
    {
        var pausing = _pipeline!.Pause is null;
        var reason = pausing
            ? await ReasonDialog.AskAsync(
                Dialogs, $"Pause {Name}?",
                "It takes no new runs, and its runs stop at the next step. Calls under way are finished and kept.", "Pause", required: true)
            : await ReasonDialog.AskAsync(Dialogs, $"Resume {Name}?", "It takes runs again, and those that waited go on.", "Resume", required: false);
        if (reason is null) return;
        await ActAsync(actor => pausing
            ? Pause.ExecuteAsync(actor, _pipeline.Id, reason, CancellationToken.None)
            : Resume.ExecuteAsync(actor, _pipeline.Id, reason, CancellationToken.None));
    }

    private async Task ActAsync(Func<Actor, Task> act)
    {
        _busy = true;
        _problem = null;
        try
        {
            await act(await Actors.GetAsync());
        }
        catch (GenOpsException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _busy = false;
        }

        await LoadAsync();
    }
}
