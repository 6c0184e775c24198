using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Ends a budget; calls it held go on. Its figures stay.</summary>
public sealed class EndBudget(CommandRunner runner, BudgetBook book)
{
    /// <summary>Ends it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public Task ExecuteAsync(Actor actor, BudgetId id, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Finance), scope => StageAsync(scope, id, reason), cancellationToken);

    private async Task StageAsync(CommandScope scope, BudgetId id, string reason)
    {
        var (db, _, now, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        await ChangeBudget.LockAsync(db, id, cancellationToken);
        var budget = await ChangeBudget.OpenBudgetAsync(db, id, cancellationToken);
        budget.EndedAt = now;
        scope.Record("budget.end", "budget", id, $"Ended the budget of {await BudgetWords.OfAsync(db, budget, cancellationToken)}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        var waits = await db.BudgetWaits.AsNoTracking().Where(w => w.BudgetId == id)
            .OrderBy(w => w.Since).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        await book.WakeAsync(db, waits, now, cancellationToken);
    }
}
