using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>Reads the price book for people.</summary>
public sealed class PriceSheetQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
{
    /// <summary>The prices in force now, by provider and model.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="search">Part of a provider's or model's name, in any case; empty for all.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<ModelPriceSheet>> CurrentAsync(Actor actor, string? search, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        var now = clock.UtcNow();
        var wanted = search?.Trim() ?? "";
        var entries = await ReadAsync(_ => true, cancellationToken);
        return
        [
            .. entries
                .Where(e => e.Provider.Contains(wanted, StringComparison.OrdinalIgnoreCase) || e.Model.Contains(wanted, StringComparison.OrdinalIgnoreCase))
                .GroupBy(e => (e.Provider, e.Model))
                .Select(g => Sheet(g.Key.Provider, g.Key.Model, [.. g], now))
                .OfType<ModelPriceSheet>()
                .OrderBy(s => s.Provider, StringComparer.Ordinal).ThenBy(s => s.Model, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is priced as another model now, by provider and model.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PriceAliasRow>> AliasesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var aliases = await db.PriceAliases.AsNoTracking().Where(a => a.ValidFrom <= now).ToListAsync(cancellationToken);
        return
        [
            .. aliases.GroupBy(a => (a.Provider, a.Model))
                .Select(g => g.MaxBy(a => (a.ValidFrom, a.RecordedAt, a.Id.Value))!)
                .Where(a => a.PricedAs.Length > 0)
                .OrderBy(a => a.Provider, StringComparer.Ordinal).ThenBy(a => a.Model, StringComparer.Ordinal)
                .Select(a => new PriceAliasRow(a.Provider, a.Model, a.PricedAs, a.ValidFrom, a.Source, a.Author)),
        ];
    }

    /// <summary>All that was ever recorded of one model, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PriceSheetLine>> HistoryAsync(Actor actor, string provider, string model, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        var entries = (await ReadAsync(e => e.Provider == provider && e.Model == model, cancellationToken)).ToList();
        var inForce = PriceSheet.InForce(entries, clock.UtcNow()).Select(e => e.Id).ToHashSet();
        return
        [
            .. entries
                .OrderByDescending(e => e.ValidFrom).ThenByDescending(e => e.RecordedAt).ThenBy(e => e.Meter).ThenBy(e => e.ContextAbove)
                .Select(e => Line(e, inForce.Contains(e.Id))),
        ];
    }

    private async Task<IReadOnlyList<PriceEntry>> ReadAsync(
        System.Linq.Expressions.Expression<Func<PriceEntry, bool>> which, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.PriceEntries.AsNoTracking().Where(which).ToListAsync(cancellationToken);
    }

    private static ModelPriceSheet? Sheet(string provider, string model, IReadOnlyList<PriceEntry> entries, DateTime now)
    {
        var lines = PriceSheet.InForce(entries, now).Where(e => e.UnitPrice is not null)
            .OrderBy(e => e.ServiceTier, StringComparer.Ordinal).ThenBy(e => e.ContextAbove).ThenBy(e => e.Meter).ThenBy(e => e.Variant, StringComparer.Ordinal)
            .Select(e => Line(e, inForce: true))
            .ToList();
        return lines.Count == 0 ? null : new ModelPriceSheet(provider, model, lines, lines.Max(l => l.ValidFrom));
    }

    private static PriceSheetLine Line(PriceEntry e, bool inForce) => new(
        e.Id, e.Meter, e.ServiceTier, e.ContextAbove, e.Variant, e.UnitPrice, e.ValidFrom, e.RecordedAt, e.Source, e.Author,
        inForce, e.Author == ListPrices.Author);
}
