using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Review;

/// <summary>One review: evidence, source and output side by side, and a decision by keyboard or mouse.</summary>
public sealed partial class ReviewDesk
{
    private const string DirectionWord = "Direction";
    private const string ReasonId = "reject-reason";

    private ReviewDetail? _detail;
    private Actor? _actor;
    private string? _holder;
    private string _problem = "";
    private string _note = "";
    private string _reason = "";
    private bool _mine;
    private bool _missing;
    private bool _editing;
    private bool _rejecting;
    private bool _busy;
    private bool _help;
    private bool _showSource;
    private bool _direction;

    [Inject]
    public required ReviewDetailQuery Details { get; set; }

    [Inject]
    public required DecideReview Decide { get; set; }

    [Inject]
    public required ClaimReview Claim { get; set; }

    [Inject]
    public required ReleaseReview Release { get; set; }

    [Inject]
    public required SkipReview Skip { get; set; }

    [Inject]
    public required ReviewSession Session { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    private ReviewTaskId TaskId => new(Id);

    private bool HasText => _detail?.Artifacts.Any(a => a.Text is not null) == true;

    private string WhyNot => _detail switch
    {
        { State: ReviewState.Decided } => WhoDecided ?? "This review is decided.",
        { State: ReviewState.Closed } => "This review is closed: its run ended, or another review rejected the output.",
        { } detail => $"Only {string.Join(" or ", detail.Roles)} may decide this one.",
        null => "",
    };

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.TaskId == TaskId) return;
        await LeaveAsync();
        Reset();
        _actor ??= await Actors.GetAsync();
        _detail = await Details.FindAsync(_actor, TaskId, CancellationToken.None);
        _missing = _detail is null;
        if (_detail is not { } detail) return;
        Listen(detail);
        if (!detail.CanDecide) return;
        await ClaimAsync(takeOver: false);
        if (Session.TakeDraft(TaskId) is { Count: > 0 } draft) await TakeUpAsync(draft);
    }

    private void Reset()
    {
        StopListening();
        ForgetEdits();
        Session.Forget();
        (_detail, _holder, _problem, _note, _reason) = (null, null, "", "", "");
        (_mine, _missing, _editing, _rejecting, _help, _showSource, _direction) = (false, false, false, false, false, false, false);
    }

    /// <summary>The field is named only where there are several of its kind.</summary>
    private static string Sentence(FieldProblem problem) =>
        problem.Field is "reason" or "text" ? $"{problem.Problem} {problem.Cure}" : $"{problem.Field}: {problem.Problem} {problem.Cure}";

    private Task ApproveAsync() => DecideAsync(ReviewVerdict.Approve, null, null);

    private Task RejectAsync() => DecideAsync(ReviewVerdict.Reject, _reason, null);

    private Task SaveEditAsync()
    {
        var changed = Changed;
        return changed.Count == 0 ? ApproveAsync() : DecideAsync(ReviewVerdict.Edit, null, changed);
    }

    private async Task StartRejectAsync()
    {
        (_rejecting, _editing, _problem) = (true, false, "");
        await CountAsync(LabourActivity.Review);
        _focusNext = ReasonId;
    }

    private async Task CancelAsync()
    {
        if (_editing) ForgetEdits();
        (_editing, _rejecting, _problem, _reason) = (false, false, "", "");
        await CountAsync(LabourActivity.Review);
    }

    private Task NextAsync() => AloneAsync(async () =>
    {
        if (!await MayLeaveAsync()) return;
        await ReadClockAsync();
        if (_detail is { CanDecide: true }) await Skip.ExecuteAsync(_actor!, TaskId, CancellationToken.None);
        if (await Details.NextAsync(_actor!, TaskId, CancellationToken.None) is { } next) Leave($"/review/{next.Value}");
        else _note = "Nothing else waits for you.";
    });

    /// <summary>A key or a click during it does nothing.</summary>
    private async Task AloneAsync(Func<Task> act)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task DecideAsync(ReviewVerdict verdict, string? reason, IReadOnlyDictionary<string, string>? edits)
    {
        if (_busy || _detail is not { CanDecide: true } detail) return;
        _busy = true;
        (_problem, _note) = ("", "");
        try
        {
            var seconds = await ReadClockAsync();
            var decided = await Decide.ExecuteAsync(
                _actor!,
                new ReviewDecisionRequest(detail.TaskId, verdict, detail.RevisionHash, reason, edits, ReviewChannels.Page, seconds),
                CancellationToken.None);
            _mine = false;
            if (decided.UndoUntil is { } until)
            {
                var words = $"{ReviewWords.Past(verdict)}: {detail.Pipeline} · {ReviewWords.NameOf(detail.Output, detail.Item)}.";
                Session.Remember(new JustDecided(decided.Id, words, until, edits ?? new Dictionary<string, string>()));
            }

            var next = await Details.NextAsync(_actor!, detail.TaskId, CancellationToken.None);
            Leave(next is { } id ? $"/review/{id.Value}" : "/review");
        }
        catch (InvalidInputException e)
        {
            _problem = string.Join('\n', e.Problems.Select(Sentence));
            _focusNext = _rejecting ? ReasonId : _detail.Artifacts.FirstOrDefault(a => _editing && e.Problems.Any(p => IsOf(p, a.Name))) is { } wrong ? EditIdOf(wrong) : null;
        }
        catch (Exception e) when (e is AccessDeniedException or IllegalTransitionException)
        {
            _problem = e.Message;
        }
        catch (ConflictException e)
        {
            // Somebody was faster: show how it stands now, and keep what was typed.
            await RereadAsync();
            _problem = e.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    private Task UndoAsync() => AloneAsync(async () =>
    {
        if (!await MayLeaveAsync()) return;
        if (await Session.UndoAsync(_actor!) is not { } task) return;
        if (task == TaskId) await RereadAsync();
        else Leave($"/review/{task.Value}");
    });

    private async Task ClaimAsync(bool takeOver)
    {
        try
        {
            var claim = await Claim.ExecuteAsync(_actor!, new ClaimReviewRequest(TaskId, takeOver), CancellationToken.None);
            (_mine, _holder) = (claim.Mine, claim.HolderName);
        }
        catch (ConflictException)
        {
            // No longer open, or no person's account: the decision itself will say so; looking is not forbidden.
            _mine = false;
        }
    }
}
