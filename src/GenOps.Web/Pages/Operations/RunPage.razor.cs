using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Delivery;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Runs;
using GenOps.Web.Components;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Operations;

/// <summary>One run, live: its steps, calls, outputs and cost, and the way to end it.</summary>
public sealed partial class RunPage
{
    private RunDetail? _run;
    private LiveRefresh? _live;
    private RunId _id;
    private bool _missing;
    private bool _canOperate;

    [Parameter]
    public required string Id { get; set; }

    [Inject]
    public required RunDetailQuery Detail { get; set; }

    [Inject]
    public required RunChanges Changes { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required SetRunPriority Priorities { get; set; }

    private bool IsFinal => _run is { } run && Run.IsFinal(run.State);

    private bool IsEnding => _run is { CancelRequested: true } && !IsFinal;

    private string Subtitle => $"Started {RelativeTimeWords.Of(_run!.TriggeredAt, Clock.UtcNow())} by {_run.TriggeredBy}";

    private string? CostNote => _run!.UnpricedCalls switch
    {
        0 => null,
        1 => "without 1 call that has no price",
        var n => $"without {n} calls that have no price",
    };

    private string? TookNote => IsFinal ? null : "so far";

    /// <summary>Also what ended without being done, so that the figure is not taken for all that happened.</summary>
    private string? StepsNote
    {
        get
        {
            var parts = new List<string>();
            if (_run!.Steps.Count(s => s.State == StepState.Failed) is > 0 and var failed) parts.Add($"{failed} failed");
            if (_run.Steps.Count(s => s.State == StepState.Cancelled) is > 0 and var never) parts.Add($"{never} not done any more");
            if (_run.Steps.Any(s => s.Item is not null)) parts.Add("items counted");
            return parts.Count == 0 ? null : string.Join(", ", parts);
        }
    }

    private string? CallsNote
    {
        get
        {
            var resent = _run!.Steps.SelectMany(s => s.Calls).Count(c => c.Attempt > 0);
            var doubtful = _run.Steps.SelectMany(s => s.Calls).Count(c => c.State == CallState.InDoubt);
            return doubtful > 0 ? $"{doubtful} in doubt" : resent > 0 ? $"{resent} of them sent again" : null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _live?.Dispose();

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _live?.Dispose();
        _live = null;
        _run = null;
        _canOperate = (await Actors.GetAsync()).Is(Roles.Operator);
        _missing = !Core.Id.TryParse(Id, out _id);
        if (_missing) return;
        await RefreshAsync();
        // A run that has ended may still change: a late bill, a withdrawal. The slow look sees that.
        if (!_missing) _live = new LiveRefresh(Changes, _id, Clock, () => InvokeAsync(RefreshAsync));
    }

    protected override async Task RefreshAsync()
    {
        _run = await Detail.FindAsync(await Actors.GetAsync(), _id, CancellationToken.None);
        _missing = _run is null;
        StateHasChanged();
    }

    private Task<bool> SetPriorityAsync(ChangeEventArgs chosen)
    {
        var priority = Enum.Parse<RunPriority>((string)chosen.Value!);
        return ActAsync(actor => Priorities.ExecuteAsync(actor, _id, priority, CancellationToken.None), $"The run's priority is {priority.ToString().ToLowerInvariant()} now.");
    }
}
