using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts.Sources;

/// <summary>Months of which sums, ledger and calls do not agree: one alert for each month and money, until the month was looked at again and agrees.</summary>
internal sealed class ReconciliationAlerts : IAlertSource
{
    // The page has the others.
    private const int Told = 3;

    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.SumsDiffer];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var months = await db.ReconciledMonths.AsNoTracking().Where(m => m.Differences > 0).OrderByDescending(m => m.Month).ToListAsync(cancellationToken);
        return months.ConvertAll(m => Finding(m.Money, m.Tell()));
    }

    private static AlertFinding Finding(MoneyMode money, ReconciliationMonth month)
    {
        var word = money.ToString().ToLowerInvariant();
        return new AlertFinding(
            AlertKind.SumsDiffer, $"{word} {month.Month:yyyy-MM}", $"Sums, ledger and calls of {month.Name}, {word} money, differ {month.DiffersBy}",
            string.Join("\n", month.Differences.SelectMany(g => g.First).Take(Told).Select(d => d.Text)),
            $"/finance/reconciliation?money={word}", (int)Math.Min(month.DifferenceCount, int.MaxValue));
    }
}
