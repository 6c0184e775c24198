using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Small readings that the queue and the desk share.</summary>
internal static class ReviewFacts
{
    /// <summary>How many open reviews are looked through for the next one: enough for any team, a bound for the page.</summary>
    private const int NextLookAhead = 500;

    /// <summary>The claims that hold, by task.</summary>
    public static async Task<Dictionary<ReviewTaskId, ReviewClaim>> ClaimsAsync(
        GenOpsDbContext db, List<ReviewTaskId> tasks, DateTime now, CancellationToken cancellationToken) =>
        (await db.ReviewClaims.AsNoTracking()
            .Where(c => tasks.Contains(c.TaskId) && c.ReleasedAt == null && c.Until > now)
            .OrderBy(c => c.ClaimedAt).ToListAsync(cancellationToken))
        .GroupBy(c => c.TaskId).ToDictionary(g => g.Key, g => g.Last());

    public static async Task<ILookup<OutputId, string>> ReasonsAsync(
        GenOpsDbContext db, List<OutputId> outputs, CancellationToken cancellationToken) =>
        (await db.Flags.AsNoTracking().Where(f => outputs.Contains(f.OutputId)).OrderBy(f => f.RaisedAt).ThenBy(f => f.Id)
            .Select(f => new { f.OutputId, f.Reason }).ToListAsync(cancellationToken))
        .ToLookup(f => f.OutputId, f => f.Reason);

    public static async Task<Dictionary<RunId, Money>> CostsAsync(
        GenOpsDbContext db, List<RunId> runs, CancellationToken cancellationToken) =>
        (await db.LedgerEntries.Where(e => e.RunId != null && runs.Contains(e.RunId.Value))
            .GroupBy(e => e.RunId!.Value).Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos) })
            .ToListAsync(cancellationToken))
        .ToDictionary(c => c.Key, c => new Money(c.Nanos));

    /// <summary>
    /// The oldest open review that the actor may decide and nobody else is looking at; what they set aside comes last, that which lies
    /// longest first. Null when there is none.
    /// </summary>
    public static async Task<ReviewTaskId?> NextAsync(
        GenOpsDbContext db, Actor actor, ReviewTaskId? after, DateTime now, CancellationToken cancellationToken)
    {
        var free = await db.ReviewTasks.AsNoTracking()
            .Where(t => t.State == ReviewState.Open)
            .Where(t => !db.ReviewClaims.Any(c => c.TaskId == t.Id && c.ReleasedAt == null && c.Until > now && c.UserId != actor.Id))
            .OrderBy(t => t.OpenedAt).ThenBy(t => t.Id).Take(NextLookAhead).ToListAsync(cancellationToken);
        var mine = free.Where(t => actor.Is([.. t.Roles()])).OrderBy(t => t.OpenedAt).ThenBy(t => t.Id.Value).ToList();
        var aside = await SkipReview.OfAsync(db, actor, now, cancellationToken);
        // Going on from a task leads to those behind it first, and then round to the oldest.
        var place = mine.FindIndex(t => t.Id == after);
        var order = mine.Skip(place + 1).Concat(mine.Take(Math.Max(place, 0)))
            .OrderBy(t => aside.GetValueOrDefault(t.Id, DateTime.MinValue));
        return order.Select(t => (ReviewTaskId?)t.Id).FirstOrDefault(id => id != after);
    }
}
