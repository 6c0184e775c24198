using GenOps.Core.Data;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts.Sources;

/// <summary>
/// Budgets of which half, most or all is used, or whose forecast crosses them: an alert for each budget and each of these marks, so that the next
/// mark calls people again. A raised budget or a new period ends it.
/// </summary>
internal sealed class BudgetAlerts : IAlertSource
{
    private static readonly int[] Marks = [100, 80, 50];

    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.Budget];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var running = await db.BudgetAccounts.AsNoTracking().Where(a => a.SpentNanos > 0 && a.From <= now && (a.To == null || a.To > now))
            .Join(db.Budgets.AsNoTracking().Where(b => b.EndedAt == null), a => a.BudgetId, b => b.Id, (a, b) => new { Account = a, Budget = b })
            .ToListAsync(cancellationToken);
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id.ToString(), p => p.Name);
        return
        [
            .. running.Select(r => (r.Account, r.Budget, Mark: MarkOf(r.Account, r.Budget, now))).Where(r => r.Mark is not null)
                .GroupBy(r => (r.Budget.Id, r.Mark)).Select(g => Finding(g.First().Budget, BudgetWords.Of(g.First().Budget, names), g.OrderByDescending(r => r.Account.SpentNanos).First().Account, g.Key.Mark!, g.Count())),
        ];
    }

    /// <summary>The highest mark that is reached; null for none.</summary>
    private static string? MarkOf(BudgetAccount account, Budget budget, DateTime now)
    {
        foreach (var mark in Marks)
        {
            if ((decimal)account.SpentNanos * 100 >= (decimal)budget.AmountNanos * mark) return $"{mark} %";
        }

        return BudgetForecast.At(new Money(account.SpentNanos), account.From, account.To, now) is { } forecast && forecast.Nanos > budget.AmountNanos ? "forecast" : null;
    }

    private static AlertFinding Finding(Budget budget, string name, BudgetAccount account, string mark, int count) => new(
        AlertKind.Budget, $"{budget.Id} {mark}",
        mark == "forecast" ? $"The budget of {name} will not last" : $"{BudgetWords.Spent(account.SpentNanos, budget.AmountNanos)} of the budget of {name} is spent",
        $"{new Money(account.SpentNanos)} are spent of {new Money(budget.AmountNanos)}"
            + $"{(budget.Kind == BudgetKind.Hard ? "; calls that do not fit are held until it is raised" : "; calls go on")}.",
        $"/finance/budgets/{budget.Id}", count);
}
