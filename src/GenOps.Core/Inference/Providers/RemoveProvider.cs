using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>Takes a provider out of the settings, with its key. Its calls and their costs stay. For administrators.</summary>
public sealed class RemoveProvider(CommandRunner runner, IProviderRegistry registry)
{
    /// <summary>Removes it by name.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">The settings have none of that name.</exception>
    public Task ExecuteAsync(Actor actor, string name, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Admin), scope => StageAsync(scope, name), cancellationToken);

    private async Task StageAsync(CommandScope scope, string name)
    {
        var (db, _, _, cancellationToken) = scope;
        var account = await db.ProviderAccounts.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
            ?? throw new NotFoundException($"The settings have no provider named '{name}'. One of the environment is removed there.");
        db.Remove(account);
        scope.Record("provider.remove", "provider", name, $"Removed the provider {name} and its key");
        scope.Afterward(registry, registry.Refresh);
    }
}
