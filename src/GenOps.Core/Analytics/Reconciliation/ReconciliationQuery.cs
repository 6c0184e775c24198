using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>Whether sums, ledger and calls agree, as the last look at each month found.</summary>
public sealed class ReconciliationQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>All months of one money.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<ReconciliationReport> ReadAsync(Actor actor, MoneyMode money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var months = await db.ReconciledMonths.AsNoTracking().Where(m => m.Money == money).OrderByDescending(m => m.Month).ToListAsync(cancellationToken);
        return new ReconciliationReport(money, months.ConvertAll(m => m.Tell()));
    }
}
