using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>A price as it stands in the book: US dollars for one unit, null where the entry withdraws it; times in UTC.</summary>
public sealed record PriceRow(
    PriceEntryId Id, string Provider, string Model, Meter Meter, string ServiceTier, long ContextAbove, string Variant, decimal? UnitPriceUsd,
    DateTime ValidFrom, DateTime RecordedAt, string Source, string Author);

/// <summary>Lists the price book.</summary>
public sealed class PriceListQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>All entries by provider, model, meter and date, newest last; what is null does not narrow.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PriceRow>> ReadAsync(Actor actor, string? provider, string? model, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.PriceEntries.AsNoTracking();
        if (provider is not null) entries = entries.Where(p => p.Provider == provider);
        if (model is not null) entries = entries.Where(p => p.Model == model);
        var rows = await entries
            .Select(p => new PriceRow(
                p.Id, p.Provider, p.Model, p.Meter, p.ServiceTier, p.ContextAbove, p.Variant, p.UnitPrice, p.ValidFrom, p.RecordedAt, p.Source, p.Author))
            .ToListAsync(cancellationToken);
        // Sorted here, since the two databases disagree on the order of texts.
        return [.. rows.OrderBy(p => p.Provider, StringComparer.Ordinal).ThenBy(p => p.Model, StringComparer.Ordinal)
            .ThenBy(p => p.Meter).ThenBy(p => p.ServiceTier, StringComparer.Ordinal).ThenBy(p => p.Variant, StringComparer.Ordinal)
            .ThenBy(p => p.ContextAbove).ThenBy(p => p.ValidFrom).ThenBy(p => p.RecordedAt)];
    }
}
