using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs.Reviewing;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace GenOps.Web.Pages.Review;

/// <summary>One review: evidence, source and output side by side, and a decision by keyboard or mouse.</summary>
public sealed partial class ReviewDesk
{
    private const string DirectionWord = "Direction";
    private const string ReasonId = "reject-reason";

    private readonly Dictionary<string, string> _edits = [];
    private readonly Dictionary<string, string> _lostEdits = [];
    private ReviewDetail? _detail;
    private Actor? _actor;
    private string? _holder;
    private string _problem = "";
    private string _reason = "";
    private bool _mine;
    private bool _missing;
    private bool _editing;
    private bool _rejecting;
    private bool _busy;
    private bool _help;
    private bool _showSource;
    private bool _direction;
    private bool _leaveConfirmed;

    [Inject]
    public required ReviewDetailQuery Details { get; set; }

    [Inject]
    public required DecideReview Decide { get; set; }

    [Inject]
    public required ClaimReview Claim { get; set; }

    [Inject]
    public required ReleaseReview Release { get; set; }

    [Inject]
    public required ActorAccessor Actors { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required ISnackbar Snackbar { get; set; }

    [Parameter]
    public Guid Id { get; set; }

    private ReviewTaskId TaskId => new(Id);

    private bool HasText => _detail?.Artifacts.Any(a => a.Text is not null) == true;

    /// <summary>What really differs from what was shown.</summary>
    private Dictionary<string, string> Changed => _edits
        .Where(e => _detail?.Artifacts.FirstOrDefault(a => a.Name == e.Key)?.Text != e.Value)
        .ToDictionary(e => e.Key, e => e.Value);

    private string WhyNot => _detail switch
    {
        { State: ReviewState.Decided } => "This review is decided.",
        { State: ReviewState.Closed } => "This review is closed: its run ended before anybody decided.",
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
        if (_detail?.CanDecide == true) await ClaimAsync(takeOver: false);
    }

    private void Reset()
    {
        _edits.Clear();
        _lostEdits.Clear();
        (_detail, _holder, _problem, _reason) = (null, null, "", "");
        (_mine, _missing, _editing, _rejecting, _help, _showSource, _direction, _leaveConfirmed) = (false, false, false, false, false, false, false, false);
    }

    /// <summary>The field is named only where there are several of its kind.</summary>
    private static string Sentence(FieldProblem problem) =>
        problem.Field is "reason" or "text" ? $"{problem.Problem} {problem.Cure}" : $"{problem.Field}: {problem.Problem} {problem.Cure}";

    private static string EditIdOf(ArtifactView artifact) => $"edit-{artifact.Id.Value:N}";

    private void Change(ArtifactView artifact, string text)
    {
        _edits[artifact.Name] = text;
        _leaveConfirmed = false;
    }

    private Task ApproveAsync() => DecideAsync(ReviewVerdict.Approve, null, null);

    private Task RejectAsync() => DecideAsync(ReviewVerdict.Reject, _reason, null);

    private Task SaveEditAsync()
    {
        var changed = Changed;
        return changed.Count == 0 ? ApproveAsync() : DecideAsync(ReviewVerdict.Edit, null, changed);
    }

    private async Task EditAsync()
    {
        (_editing, _rejecting, _showSource, _problem) = (true, false, false, "");
        await CountAsync(LabourActivity.Rework);
        if (_detail!.Artifacts.FirstOrDefault(a => a.Text is not null) is { } first) _focusNext = EditIdOf(first);
    }

    private async Task StartRejectAsync()
    {
        (_rejecting, _editing, _problem) = (true, false, "");
        await CountAsync(LabourActivity.Review);
        _focusNext = ReasonId;
    }

    private async Task CancelAsync()
    {
        if (_editing) _edits.Clear();
        (_editing, _rejecting, _problem) = (false, false, "");
        await CountAsync(LabourActivity.Review);
    }

    private async Task NextAsync()
    {
        if (Changed.Count > 0 && !_leaveConfirmed)
        {
            _leaveConfirmed = true;
            _problem = "You have changes that are not saved. Save them, or go on once more to leave them.";
            return;
        }

        await ReadClockAsync();
        if (_detail?.NextTaskId is { } next) Go(next);
        else Snackbar.Add("Nothing else waits for you.", Severity.Info);
    }

    private async Task DecideAsync(ReviewVerdict verdict, string? reason, IReadOnlyDictionary<string, string>? edits)
    {
        if (_busy || _detail is not { CanDecide: true } detail) return;
        _busy = true;
        _problem = "";
        try
        {
            var seconds = await ReadClockAsync();
            await Decide.ExecuteAsync(
                _actor!,
                new ReviewDecisionRequest(detail.TaskId, verdict, detail.RevisionHash, reason, edits, ReviewChannels.Page, seconds),
                CancellationToken.None);
            _mine = false;
            Snackbar.Add($"{ReviewWords.Past(verdict)}: {detail.Pipeline} · {ReviewWords.NameOf(detail.Output, detail.Item)}", Severity.Success);
            var next = await Details.NextAsync(_actor!, detail.TaskId, CancellationToken.None);
            if (next is { } id) Go(id);
            else Navigation.NavigateTo("/review");
        }
        catch (InvalidInputException e)
        {
            _problem = string.Join('\n', e.Problems.Select(Sentence));
            _focusNext = _rejecting ? ReasonId : _detail.Artifacts.FirstOrDefault(a => e.Problems.Any(p => p.Field == a.Name)) is { } wrong ? EditIdOf(wrong) : null;
        }
        catch (Exception e) when (e is AccessDeniedException or IllegalTransitionException)
        {
            _problem = e.Message;
        }
        catch (ConflictException e)
        {
            // Somebody was faster: show how it stands now, and keep what was typed.
            _problem = e.Message;
            foreach (var (name, text) in Changed) _lostEdits[name] = text;
            _detail = await Details.FindAsync(_actor!, TaskId, CancellationToken.None);
            (_editing, _rejecting) = (false, false);
            _edits.Clear();
        }
        finally
        {
            _busy = false;
        }
    }

    private void Go(ReviewTaskId task) => Navigation.NavigateTo($"/review/{task.Value}");

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
