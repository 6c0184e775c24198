using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Levers;

namespace GenOps.Web.Pages.Review;

/// <summary>A decision just made, as long as it can be taken back.</summary>
/// <param name="Id">The decision.</param>
/// <param name="Words">What was decided on what.</param>
/// <param name="Until">Until when it can be taken back, UTC.</param>
/// <param name="Edits">The texts that were saved with it, so that they are not lost when it is taken back.</param>
public sealed record JustDecided(ReviewDecisionId Id, string Words, DateTime Until, IReadOnlyDictionary<string, string> Edits);

/// <summary>What one reviewer's tab remembers from one review to the next.</summary>
public sealed class ReviewSession(UndoReview undo, TimeProvider time)
{
    private JustDecided? _last;
    private (ReviewTaskId Task, IReadOnlyDictionary<string, string> Edits)? _draft;

    /// <summary>The last decision, while it can be taken back; else null.</summary>
    public JustDecided? Last => _last is { } last && last.Until > time.GetUtcNow().UtcDateTime ? last : null;

    /// <summary>Why the last one could not be taken back; empty when nobody tried.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Says no more why the last one could not be taken back: another review came up.</summary>
    public void Forget() => Problem = "";

    /// <summary>Keeps a decision.</summary>
    public void Remember(JustDecided decided) => (_last, Problem) = (decided, "");

    /// <summary>Takes the last decision back.</summary>
    /// <returns>The review that is open again; null when there is nothing to take back any more.</returns>
    public async Task<ReviewTaskId?> UndoAsync(Actor actor)
    {
        if (Last is not { } last) return null;
        _last = null;
        try
        {
            var task = await undo.ExecuteAsync(actor, last.Id, CancellationToken.None);
            _draft = (task, last.Edits);
            return task;
        }
        catch (GenOpsException e)
        {
            Problem = e.Message;
            return null;
        }
    }

    /// <summary>The texts of a decision on this review that was taken back, once; empty for none.</summary>
    public IReadOnlyDictionary<string, string> TakeDraft(ReviewTaskId task)
    {
        if (_draft is not { } draft || draft.Task != task) return new Dictionary<string, string>();
        _draft = null;
        return draft.Edits;
    }
}
