using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>Raises or lowers a budget; calls it held that fit now go on.</summary>
public sealed class ChangeBudget(CommandRunner runner, BudgetBook book)
{
    /// <summary>Changes the amount, and with it all periods not yet over.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">The amount cannot be.</exception>
    /// <exception cref="ConflictException">The budget has ended.</exception>
    public async Task ExecuteAsync(Actor actor, BudgetId id, decimal amountUsd, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        BudgetRules.DemandAmount(amountUsd);
        await runner.RunAsync(actor, scope => StageAsync(scope, id, amountUsd, reason), cancellationToken);
    }

    private async Task StageAsync(CommandScope scope, BudgetId id, decimal amountUsd, string reason)
    {
        var (db, _, now, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        await LockAsync(db, id, cancellationToken);
        var budget = await OpenBudgetAsync(db, id, cancellationToken);
        var (before, after) = (new Money(budget.AmountNanos), Money.FromUsd(amountUsd));
        budget.AmountNanos = after.Nanos;
        scope.Record("budget.change", "budget", id,
            $"{(after > before ? "Raised" : "Lowered")} the budget of {await BudgetWords.OfAsync(db, budget, cancellationToken)} from {before} to {after}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        await db.BudgetAccounts.Where(a => a.BudgetId == id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ToldPercent, 0).SetProperty(x => x.ToldForecast, false), cancellationToken);
        foreach (var account in await db.BudgetWaits.Where(w => w.BudgetId == id).Select(w => w.AccountId).Distinct().ToListAsync(cancellationToken))
            await book.WakeFittingAsync(db, account, now, cancellationToken);
    }

    /// <summary>Locks the accounts, so that a call that asks for room just now has either registered its wait or sees the change.</summary>
    internal static Task LockAsync(GenOpsDbContext db, BudgetId id, CancellationToken cancellationToken) =>
        db.BudgetAccounts.Where(a => a.BudgetId == id).LockAsync(db, cancellationToken);

    internal static async Task<Budget> OpenBudgetAsync(GenOpsDbContext db, BudgetId id, CancellationToken cancellationToken)
    {
        var budget = await db.Budgets.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no budget {id}.");
        return budget.EndedAt is null ? budget : throw new ConflictException("The budget has ended already. Create a new one.");
    }
}
