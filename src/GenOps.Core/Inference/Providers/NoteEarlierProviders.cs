using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// Notes once, at the first start after the upgrade, which providers an older installation had, also those of the environment: whatever
/// is added later is new.
/// </summary>
public sealed class NoteEarlierProviders(IDbContextFactory<GenOpsDbContext> contexts, IProviderRegistry registry)
{
    /// <summary>Notes them; an installation without any has nothing to be asked.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.FailoverQuestions.SingleOrDefaultAsync(q => q.Earlier == null, cancellationToken) is not { } question) return;
        var saved = await db.ProviderAccounts.Select(account => account.Name).ToListAsync(cancellationToken);
        var names = registry.Configured.Select(settings => settings.Name).Union(saved).Order(StringComparer.Ordinal).ToList();
        question.Earlier = string.Join(',', names);
        if (names.Count == 0) db.Remove(question);
        await db.SaveChangesAsync(cancellationToken);
        registry.Refresh();
    }
}
