using GenOps.Core;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Reviews;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace GenOps.Web.Pages.Review;

/// <summary>What is typed: checked as it is typed, and never lost without asking.</summary>
public sealed partial class ReviewDesk
{
    private const string LeaveQuestion = "What you typed is not saved. Leave it?";

    private readonly Dictionary<string, string> _edits = [];
    private readonly Dictionary<string, string> _kept = [];
    private readonly Dictionary<string, IReadOnlyList<FieldProblem>> _wrong = [];
    private bool _leaving;

    [Inject]
    public required EditCheck Edits { get; set; }

    /// <summary>What really differs from what is shown.</summary>
    private Dictionary<string, string> Changed => _edits
        .Where(e => _detail?.Artifacts.FirstOrDefault(a => a.Name == e.Key)?.Text != e.Value)
        .ToDictionary(e => e.Key, e => e.Value);

    private bool Unsaved => _kept.Count > 0 || Changed.Count > 0 || (_rejecting && !string.IsNullOrWhiteSpace(_reason));

    private bool CannotSave => _wrong.Values.Any(w => w.Count > 0);

    private static string EditIdOf(ArtifactView artifact) => $"edit-{artifact.Id.Value:N}";

    private static bool IsOf(FieldProblem problem, string artifact) =>
        problem.Field == artifact || problem.Field.StartsWith(artifact + ' ', StringComparison.Ordinal);

    private async Task EditAsync()
    {
        (_editing, _rejecting, _showSource, _problem) = (true, false, false, "");
        foreach (var artifact in _detail!.Artifacts) _wrong[artifact.Name] = [.. _detail.Problems.Where(p => IsOf(p, artifact.Name))];
        await CountAsync(LabourActivity.Rework);
        if (_detail.Artifacts.FirstOrDefault(a => a.Text is not null) is { } first) _focusNext = EditIdOf(first);
    }

    private async Task ChangeAsync(ArtifactView artifact, string text)
    {
        // A field that is taken away tells its text once more: what was given up stays given up.
        if (!_editing || _edits.GetValueOrDefault(artifact.Name) == text) return;
        _edits[artifact.Name] = text;
        try
        {
            var wrong = text == artifact.Text
                ? [.. _detail!.Problems.Where(p => IsOf(p, artifact.Name))]
                : await Edits.FindAsync(_actor!, TaskId, artifact.Name, text, CancellationToken.None);
            // An older answer says nothing about a newer text.
            if (_edits.GetValueOrDefault(artifact.Name) == text) _wrong[artifact.Name] = wrong;
        }
        catch (NotFoundException)
        {
            // Somebody changed the output meanwhile; the page is about to say so.
            _wrong.Remove(artifact.Name);
        }
    }

    /// <summary>Goes on with texts that were typed before.</summary>
    private async Task TakeUpAsync(IReadOnlyDictionary<string, string> texts)
    {
        var taken = texts.ToList();
        await EditAsync();
        _kept.Clear();
        foreach (var (name, text) in taken)
        {
            if (_detail!.Artifacts.FirstOrDefault(a => a.Name == name) is { Text: not null } artifact) await ChangeAsync(artifact, text);
            else _kept[name] = text;
        }
    }

    /// <summary>Puts what is being typed aside, since what it was about is no longer so.</summary>
    private void Keep(Dictionary<string, string> changed)
    {
        foreach (var (name, text) in changed) _kept[name] = text;
        if (_rejecting && !string.IsNullOrWhiteSpace(_reason)) _kept["Your reason"] = _reason;
        _edits.Clear();
        _wrong.Clear();
        (_editing, _rejecting, _reason) = (false, false, "");
    }

    private void ForgetEdits()
    {
        _edits.Clear();
        _kept.Clear();
        _wrong.Clear();
    }

    private async Task<bool> MayLeaveAsync() => !Unsaved || await Js.InvokeAsync<bool>("confirm", LeaveQuestion);

    /// <summary>Goes where it was asked to go, or where there is nothing to ask.</summary>
    private void Leave(string address)
    {
        _leaving = true;
        Navigation.NavigateTo(address);
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext context)
    {
        var asked = _leaving;
        _leaving = false;
        if (!asked && !await MayLeaveAsync()) context.PreventNavigation();
    }
}
