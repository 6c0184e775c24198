using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Ends a budget; calls it held go on. Its figures stay.</summary>
public sealed class EndBudget(IDbContextFactory<GenOpsDbContext> factory, BudgetBook book, IOutboxSignal signal, TimeProvider clock)
{
    /// <summary>Ends it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public async Task ExecuteAsync(Actor actor, BudgetId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        await ChangeBudget.LockAsync(db, id, cancellationToken);
        var budget = await ChangeBudget.OpenBudgetAsync(db, id, cancellationToken);
        var now = clock.UtcNow();
        budget.EndedAt = now;
        db.Record(actor, now, "budget.end", "budget", id, $"Ended the budget of {await BudgetWords.OfAsync(db, budget, cancellationToken)}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        var waits = await db.BudgetWaits.AsNoTracking().Where(w => w.BudgetId == id)
            .OrderBy(w => w.Since).ThenBy(w => w.Id).ToListAsync(cancellationToken);
        await book.WakeAsync(db, waits, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Notify();
    }
}
