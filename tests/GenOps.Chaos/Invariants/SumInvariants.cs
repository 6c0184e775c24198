using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Chaos.Invariants;

/// <summary>Sums of figures, ledger and calls agree, as the product itself compares them.</summary>
internal static class SumInvariants
{
    /// <summary>Looks at every month once.</summary>
    /// <param name="contexts">The database.</param>
    /// <returns>What differs, in plain words; null while the sums are not complete.</returns>
    public static async Task<IReadOnlyList<string>?> CheckAsync(IDbContextFactory<GenOpsDbContext> contexts)
    {
        using var reconciler = new Reconciler(contexts, ReportingCalendar.From(null), TimeProvider.System, NullLogger<Reconciler>.Instance);
        if (await reconciler.PassAsync(CancellationToken.None) == 0) return null;
        await using var db = await contexts.CreateDbContextAsync();
        var months = await db.ReconciledMonths.AsNoTracking().Where(m => m.Differences > 0).ToListAsync();
        return [.. months.SelectMany(m => m.Tell().Differences).SelectMany(d => d.First).Select(d => d.Text)];
    }
}
