using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>A model that answered, or was called without an answer, and has no price for all that was used.</summary>
/// <param name="Provider">As configured.</param>
/// <param name="Model">As answered, else as called.</param>
/// <param name="ServiceTier">As answered, in the words of the price book.</param>
/// <param name="Calls">How many calls have no whole cost for that reason.</param>
/// <param name="FirstAt">The earliest of them, UTC: a price must hold from then to price them.</param>
/// <param name="LastAt">The latest of them, UTC.</param>
/// <param name="Meters">What of their use has no price, so that one knows what must be recorded; empty where they have one by now.</param>
/// <param name="IsKnown">It has a price for some use: what is missing is a bucket or a tier, not the name.</param>
public sealed record UnpricedModel(
    string Provider, string Model, string ServiceTier, int Calls, DateTime FirstAt, DateTime LastAt, IReadOnlyList<Meter> Meters, bool IsKnown);

/// <summary>What has no price yet.</summary>
/// <param name="Models">Models by number of calls.</param>
/// <param name="LabourCount">Measured times of people without a rate.</param>
/// <param name="LabourSeconds">Their seconds.</param>
public sealed record Unpriced(IReadOnlyList<UnpricedModel> Models, int LabourCount, long LabourSeconds);

/// <summary>Lists what no total can count, since nobody has said what it costs.</summary>
public sealed class UnpricedQuery(IDbContextFactory<GenOpsDbContext> factory, IPriceBook prices, TimeProvider clock)
{
    /// <summary>All there is of one kind of money.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<Unpriced> ReadAsync(Actor actor, MoneyMode money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var calls = db.ModelCalls.AsNoTracking()
            .Where(c => (c.Pricing == PricingState.Unpriced || c.Pricing == PricingState.PartlyPriced) && c.Money == money)
            .Select(c => new { c.Id, c.Provider, Model = c.AnsweredModel == "" ? c.Model : c.AnsweredModel, c.ServiceTier, c.CreatedAt });
        var models = await calls
            .GroupBy(c => new { c.Provider, c.Model, c.ServiceTier })
            .Select(g => new Named(g.Key.Provider, g.Key.Model, g.Key.ServiceTier, g.Count(), g.Min(c => c.CreatedAt), g.Max(c => c.CreatedAt)))
            .ToListAsync(cancellationToken);
        var used = await calls
            .Join(db.UsageLines, c => c.Id, u => u.CallId, (c, u) => new Used(c.Provider, c.Model, c.ServiceTier, u.Meter, u.Variant))
            .Distinct()
            .ToListAsync(cancellationToken);
        var labour = await db.Labour.AsNoTracking()
            .Where(l => l.Money == money && l.Measured && l.Seconds > 0)
            .Where(l => !db.LedgerEntries.Any(e => e.SourceType == LedgerSource.Labour && e.SourceId == (Guid)(object)l.Id))
            .Select(l => l.Seconds)
            .ToListAsync(cancellationToken);
        return new Unpriced(
            [
                .. models.GroupBy(m => (m.Provider, m.Model, Tier: ServiceTiers.KeyOf(m.ServiceTier)))
                    .Select(g => Row(
                        g.Key.Provider, g.Key.Model, g.Key.Tier, [.. g],
                        used.Where(u => (u.Provider, u.Model, Tier: ServiceTiers.KeyOf(u.ServiceTier)) == g.Key)))
                    .OrderByDescending(m => m.Calls).ThenBy(m => m.Provider, StringComparer.Ordinal).ThenBy(m => m.Model, StringComparer.Ordinal),
            ],
            labour.Count,
            labour.Sum(seconds => (long)seconds));
    }

    private UnpricedModel Row(string provider, string model, string tier, IReadOnlyList<Named> calls, IEnumerable<Used> used)
    {
        var last = calls.Max(c => c.LastAt);
        bool IsPriced(Used one) =>
            prices.Price(provider, model, new Usage([new UsageQuantity(one.Meter, 1, one.Variant)], false), last, clock.UtcNow(), tier).Cost is not null;
        return new UnpricedModel(
            provider, model, tier, calls.Sum(c => c.Count), calls.Min(c => c.FirstAt), last,
            [.. used.Where(u => !IsPriced(u)).Select(u => u.Meter).Distinct().Order()], prices.Knows(provider, model));
    }

    /// <summary>Calls of one model and tier, as answers write it; times in UTC.</summary>
    private sealed record Named(string Provider, string Model, string ServiceTier, int Count, DateTime FirstAt, DateTime LastAt);

    /// <summary>What they used.</summary>
    private sealed record Used(string Provider, string Model, string ServiceTier, Meter Meter, string Variant);
}
