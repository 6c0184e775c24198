using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>A model that was called and has no price.</summary>
/// <param name="Provider">As configured.</param>
/// <param name="Model">As called.</param>
/// <param name="Calls">How many calls have no cost for that reason.</param>
/// <param name="LastAt">The latest of them, UTC.</param>
/// <param name="Meters">What they used, so that one knows what must be priced.</param>
public sealed record UnpricedModel(string Provider, string Model, int Calls, DateTime LastAt, IReadOnlyList<Meter> Meters);

/// <summary>What has no price yet.</summary>
/// <param name="Models">Models by number of calls.</param>
/// <param name="LabourCount">Measured times of people without a rate.</param>
/// <param name="LabourSeconds">Their seconds.</param>
public sealed record Unpriced(IReadOnlyList<UnpricedModel> Models, int LabourCount, long LabourSeconds);

/// <summary>Lists what no total can count, since nobody has said what it costs.</summary>
public sealed class UnpricedQuery(IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>All there is of one kind of money.</summary>
    public async Task<Unpriced> ReadAsync(MoneyMode money, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var calls = db.ModelCalls.AsNoTracking().Where(c => c.Pricing == PricingState.Unpriced && c.Money == money);
        var models = await calls
            .GroupBy(c => new { c.Provider, c.Model })
            .Select(g => new { g.Key.Provider, g.Key.Model, Count = g.Count(), LastAt = g.Max(c => c.CreatedAt) })
            .ToListAsync(cancellationToken);
        var meters = await calls
            .Join(db.UsageLines, c => c.Id, u => u.CallId, (c, u) => new { c.Provider, c.Model, u.Meter })
            .Distinct()
            .ToListAsync(cancellationToken);
        var labour = await db.Labour.AsNoTracking()
            .Where(l => l.Money == money && l.Measured && l.Seconds > 0)
            .Where(l => !db.LedgerEntries.Any(e => e.SourceType == LedgerSource.Labour && e.SourceId == (Guid)(object)l.Id))
            .Select(l => l.Seconds)
            .ToListAsync(cancellationToken);
        return new Unpriced(
            [
                .. models.OrderByDescending(m => m.Count).Select(m => new UnpricedModel(
                    m.Provider, m.Model, m.Count, m.LastAt,
                    [.. meters.Where(u => u.Provider == m.Provider && u.Model == m.Model).Select(u => u.Meter).Order()])),
            ],
            labour.Count,
            labour.Sum(seconds => (long)seconds));
    }
}
