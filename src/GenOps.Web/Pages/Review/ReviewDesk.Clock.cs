using GenOps.Core;
using GenOps.Core.Reviews;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Pages.Review;

/// <summary>The browser's side of the desk: keys, focus, and the seconds that count.</summary>
public sealed partial class ReviewDesk : IAsyncDisposable
{
    /// <summary>A claim is renewed when the reviewer was active and this much of its lease is gone.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(3);

    /// <summary>A decision sooner than this after an item came up, in milliseconds, was meant for the one before.</summary>
    private const int TooSoon = 400;

    private DotNetObjectReference<ReviewDesk>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _desk;
    private ElementReference _clock;
    private DateTimeOffset _renewedAt;
    private string? _focusNext;
    private ReviewTaskId? _startedFor;
    private bool _starting;
    private bool _left;
    private (int Review, int Rework) _told;

    [Inject]
    public required IJSRuntime Js { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    /// <summary>Called every few active seconds, so that time spent is known even when the page is closed.</summary>
    [JSInvokable]
    public async Task ReportTime(int review, int rework)
    {
        _told = (review, rework);
        if (!_mine || _detail is not { CanDecide: true } || Time.GetUtcNow() - _renewedAt < RenewEvery) return;
        _renewedAt = Time.GetUtcNow();
        await ClaimAsync(takeOver: false);
        await InvokeAsync(StateHasChanged);
    }

    /// <summary>Called for each key that means something here, and for a click that came too soon.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="item">The review that was on display when it was pressed.</param>
    /// <param name="shownFor">For how long it was, in milliseconds.</param>
    [JSInvokable]
    public Task PressKey(string key, string item, int shownFor) => InvokeAsync(async () =>
    {
        if (_busy || _detail is not { } detail) return;
        var decides = key is "a" or "e" or "r" or "click";
        if (decides && (shownFor < TooSoon || item != detail.TaskId.ToString()))
        {
            _note = "That came within 0.4 seconds of this review, so it was not taken. Press again if it was meant for this one.";
        }
        else
        {
            _note = "";
            await ActAsync(key);
        }

        StateHasChanged();
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _left = true;
        StopListening();
        await LeaveAsync();
        try
        {
            await ReleaseAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone and its listeners with it.
        }

        _self?.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await StartAsync();
        if (_focusNext is { } id && _desk is not null)
        {
            _focusNext = null;
            await _desk.InvokeVoidAsync("focus", id);
        }
    }

    /// <summary>Starts the browser's side for the review on the page, unless that is done: for the newest, where it changes meanwhile.</summary>
    private async Task StartAsync()
    {
        // One at a time: while the script is loading, another review would open a second side, which hears each key as well.
        if (_starting) return;
        _starting = true;
        try
        {
            while (!_left && _detail is { } shown && _startedFor != shown.TaskId)
            {
                _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/review-desk.js"]);
                if (_left || _detail is not { } detail) continue;
                _startedFor = detail.TaskId;
                await StartClockAsync(detail.CanDecide ? _clock : null);
            }

            // Left while the browser was answering: nobody else would release what it answered with.
            if (_left) await ReleaseAsync();
        }
        catch (JSDisconnectedException) when (_left)
        {
            // The page is gone and its listeners with it.
        }
        finally
        {
            _starting = false;
        }
    }

    /// <summary>Counts from zero for the review on the page; without a clock only the keys work.</summary>
    private async Task StartClockAsync(ElementReference? clock)
    {
        _told = default;
        _renewedAt = Time.GetUtcNow();
        if (_desk is not null)
        {
            await _desk.InvokeVoidAsync("restart", clock, TaskId.ToString());
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _desk = await _module!.InvokeAsync<IJSObjectReference>("open", _self, clock, TaskId.ToString());
    }

    private async Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _desk, null) is { } desk)
        {
            await desk.InvokeVoidAsync("close");
            await desk.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _module, null) is { } module) await module.DisposeAsync();
    }

    private Task ActAsync(string key)
    {
        var can = _detail!.CanDecide;
        var idle = !_editing && !_rejecting;
        switch (key)
        {
            case "a" when can && idle: return ApproveAsync();
            case "e" when can && idle && HasText: return EditAsync();
            case "r" when can && idle: return StartRejectAsync();
            case "n": return NextAsync();
            case "u": return UndoAsync();
            case "save" when can && _editing: return SaveEditAsync();
            case "save" when can && _rejecting: return RejectAsync();
            case "escape" when !idle: return CancelAsync();
            case "?":
                _help = !_help;
                return Task.CompletedTask;
            default: return Task.CompletedTask;
        }
    }

    private async Task CountAsync(LabourActivity activity)
    {
        if (_desk is not null) await _desk.InvokeVoidAsync("countAs", activity == LabourActivity.Rework ? "rework" : "review");
    }

    private async Task<IReadOnlyDictionary<LabourActivity, int>> ReadClockAsync()
    {
        if (_desk is not null)
        {
            var read = await _desk.InvokeAsync<int[]>("read");
            _told = (read[0], read[1]);
        }

        return Seconds();
    }

    /// <summary>Gives the review back and books what was spent on it. A decision has done both already.</summary>
    private async Task LeaveAsync()
    {
        if (!_mine || _actor is null || _detail is null) return;
        _mine = false;
        await Release.ExecuteAsync(_actor, new ReleaseReviewRequest(_detail.TaskId, Seconds()), CancellationToken.None);
    }

    private Dictionary<LabourActivity, int> Seconds() => new()
    {
        [_direction ? LabourActivity.Direction : LabourActivity.Review] = _told.Review,
        [LabourActivity.Rework] = _told.Rework,
    };
}
