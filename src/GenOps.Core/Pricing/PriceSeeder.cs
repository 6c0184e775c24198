using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>Brings the shipped prices into the price book, at each start and as often as one likes.</summary>
public sealed class PriceSeeder(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock, PriceBook book)
{
    /// <summary>
    /// Adds the shipped prices that are not there yet. A price about which a person recorded something is left to people.
    /// </summary>
    /// <returns>How many were added.</returns>
    public async Task<int> InstallAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AddMissingAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another node installed the same rows at the same time: what is missing now is what it had not.
            return await AddMissingAsync(cancellationToken);
        }
    }

    private async Task<int> AddMissingAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var there = await db.PriceEntries.AsNoTracking().ToListAsync(cancellationToken);
        var installed = there.Select(e => e.Id).ToHashSet();
        var statedByPeople = there.Where(e => e.Author != ListPrices.Author).Select(PriceKey.Of).ToHashSet();
        var missing = ListPrices.Entries(clock.UtcNow())
            .Where(e => !installed.Contains(e.Id) && !statedByPeople.Contains(PriceKey.Of(e)))
            .ToList();
        db.PriceEntries.AddRange(missing);
        await db.SaveChangesAsync(cancellationToken);
        if (missing.Count > 0) book.Refresh();
        return missing.Count;
    }
}
