using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>Takes a provider out of the settings, with its key. Its calls and their costs stay. For administrators.</summary>
public sealed class RemoveProvider(IDbContextFactory<GenOpsDbContext> contexts, IProviderRegistry registry, TimeProvider time)
{
    /// <summary>Removes it by name.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">The settings have none of that name.</exception>
    public async Task ExecuteAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.ProviderAccounts.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
            ?? throw new NotFoundException($"The settings have no provider named '{name}'. One of the environment is removed there.");
        db.Remove(account);
        db.Record(actor, time.UtcNow(), "provider.remove", "provider", name, $"Removed the provider {name} and its key");
        await db.SaveChangesAsync(cancellationToken);
        registry.Refresh();
    }
}
