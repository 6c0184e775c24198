using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>Counts the runs that stand still, by what they wait for, so that each count opens into exactly its runs.</summary>
public sealed class WaitGroups(RerouteSuggestion reroutes)
{
    /// <summary>
    /// The groups, the gravest first and of these the largest; people and pauses have figures of their own. The way out is told to
    /// those who may read what a reroute would change.
    /// </summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<WaitGroup>> ReadAsync(Actor actor, GenOpsDbContext db, StandingNow now, MoneyMode money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        var runs = now.Of(db, db.Runs.Where(r => r.Money == money), RunStanding.Waiting).Select(r => r.Id);
        var groups = await db.StepRuns.AsNoTracking()
            .Where(s => s.State == StepState.Ready && s.WaitsFor != WaitKind.None && s.WaitsFor != WaitKind.Hold && runs.Contains(s.RunId))
            .GroupBy(s => new { s.WaitsFor, s.WaitTarget })
            .Select(g => new
            {
                g.Key.WaitsFor,
                g.Key.WaitTarget,
                Runs = g.Select(s => s.RunId).Distinct().Count(),
                Since = g.Min(s => s.WaitSince),
                Until = g.Min(s => s.WaitUntil),
                Why = g.Max(s => s.Problem)!,
            }).ToListAsync(cancellationToken);
        var budgets = await WaitReading.BudgetNamesAsync(db, groups.Where(g => g.WaitsFor == WaitKind.Budget).Select(g => g.WaitTarget), cancellationToken);
        var found = new List<WaitGroup>();
        foreach (var group in groups.OrderByDescending(g => g.WaitsFor).ThenByDescending(g => g.Runs).ThenBy(g => g.WaitTarget, StringComparer.Ordinal))
        {
            var elsewhere = money == MoneyMode.Live && actor.MayRead(ReadArea.Desk) && group.WaitsFor is WaitKind.Provider or WaitKind.Limit;
            found.Add(new WaitGroup
            {
                For = group.WaitsFor,
                Target = group.WaitTarget,
                Name = group.WaitsFor == WaitKind.Budget ? budgets.GetValueOrDefault(group.WaitTarget, "a budget") : group.WaitTarget,
                Runs = group.Runs,
                Since = group.Since,
                Until = group.Until,
                Why = group.Why,
                RerouteTo = elsewhere ? await reroutes.ForAsync(db, group.WaitTarget, now.At, cancellationToken) : null,
            });
        }

        return found;
    }
}
