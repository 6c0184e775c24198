using GenOps.Core.Data;

namespace GenOps.Core.Reviews;

/// <summary>Which reviews keep their step waiting.</summary>
public static class ReviewStanding
{
    /// <summary>Those that are open, and those whose decision can still be taken back: whoever wakes the run earlier must not go on.</summary>
    public static IQueryable<ReviewTask> Holding(GenOpsDbContext db, DateTime now) =>
        db.ReviewTasks.Where(t => t.State == ReviewState.Open || t.UndoUntil > now);

    /// <summary>The decisions that hold: neither taken back nor the taking back of one.</summary>
    public static IQueryable<ReviewDecision> InForce(GenOpsDbContext db) =>
        db.ReviewDecisions.Where(d => d.Verdict != ReviewVerdict.Undone && !db.ReviewDecisions.Any(u => u.Undoes == d.Id));
}
