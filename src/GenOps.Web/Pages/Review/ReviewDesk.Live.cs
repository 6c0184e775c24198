using GenOps.Core.Delivery;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Reviews;
using GenOps.Web.Components;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace GenOps.Web.Pages.Review;

/// <summary>What others do with the same review while it is looked at.</summary>
public sealed partial class ReviewDesk
{
    private LiveRefresh? _live;

    [Inject]
    public required RunChanges Changes { get; set; }

    /// <summary>Who decided it and when; null while nobody has.</summary>
    private string? WhoDecided => _detail is { State: ReviewState.Decided } detail
        && detail.Decisions.FirstOrDefault(d => d.TaskId == TaskId && !d.TakenBack && d.Verdict != ReviewVerdict.Undone) is { } decision
            ? $"{decision.Reviewer} {ReviewWords.Past(decision.Verdict).ToLowerInvariant()} this output on {decision.DecidedAt:yyyy-MM-dd HH:mm} UTC."
            : null;

    private void Listen(ReviewDetail detail) => _live = new LiveRefresh(Changes, detail.RunId, Time, () => InvokeAsync(LookAsync));

    private void StopListening()
    {
        _live?.Dispose();
        _live = null;
    }

    /// <summary>Reads again where somebody changed or decided it.</summary>
    private async Task LookAsync()
    {
        if (_busy || _detail is not { } shown) return;
        var now = await Details.StandingAsync(_actor!, shown.TaskId, CancellationToken.None);
        if (now is null || _detail != shown || (now.State == shown.State && now.OutputState == shown.OutputState && now.Revision == shown.Revision)) return;
        await RereadAsync();
        StateHasChanged();
    }

    /// <summary>Shows how it stands now. What was being typed about something else is put aside, and said so.</summary>
    private async Task RereadAsync()
    {
        // The last words may not have been told yet.
        if (_editing && _desk is not null) await _desk.InvokeVoidAsync("tell");
        var (before, changed) = (_detail!, Changed);
        _detail = await Details.FindAsync(_actor!, TaskId, CancellationToken.None);
        if (_detail is not { } now) return;
        if (now.CanDecide && !before.CanDecide) await ReopenAsync();
        if (now.CanDecide && now.RevisionHash == before.RevisionHash) return;
        Keep(changed);
        _problem = "";
        // Who decided stands where the buttons were.
        _note = (now.CanDecide ? $"The output was changed meanwhile: it is revision {now.Revision} now. " : "")
            + (_kept.Count > 0 ? "What you typed is kept below the output: compare it with what stands now." : "");
    }

    /// <summary>A decision was taken back: it can be decided again, and its time counts again.</summary>
    private async Task ReopenAsync()
    {
        (_startedFor, _note) = (null, "");
        await ClaimAsync(takeOver: false);
    }
}
