using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>What changes about a provider's place; null leaves it as it is.</summary>
/// <param name="NeverFallback">Whether it never answers for another.</param>
/// <param name="Order">Its place among the providers of a tier, 1 to <see cref="ProviderDraft.LastOrder"/>.</param>
public sealed record ProviderPlace(bool? NeverFallback, int? Order);

/// <summary>Says where a provider of the settings stands among those of its tiers, and whether it may answer for them. For administrators.</summary>
public sealed class PlaceProvider(CommandRunner runner, IProviderRegistry registry)
{
    /// <summary>Sets it; it holds from the next call on.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">The order is out of range, or nothing is said.</exception>
    /// <exception cref="NotFoundException">There is no such provider.</exception>
    /// <exception cref="ConflictException">The environment configures it.</exception>
    public async Task ExecuteAsync(Actor actor, string name, ProviderPlace place, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        if (place is { NeverFallback: null, Order: null })
            throw new InvalidInputException("neverFallback", "Nothing is said that could change.", "Give neverFallback, order, or both.");
        if (place.Order is < 1 or > ProviderDraft.LastOrder)
            throw new InvalidInputException("order", $"{place.Order} is out of range.", $"Use 1 to {ProviderDraft.LastOrder}; the lowest is asked first.");
        var configured = registry.Configured.Any(known => known.Name == name);
        await runner.RunAsync(actor, scope => StageAsync(scope, name, place, configured), cancellationToken);
    }

    private async Task StageAsync(CommandScope scope, string name, ProviderPlace place, bool configured)
    {
        var (db, _, _, cancellationToken) = scope;
        if (await db.ProviderAccounts.SingleOrDefaultAsync(row => row.Name == name, cancellationToken) is not { } account)
        {
            throw configured
                ? new ConflictException($"The environment configures '{name}'. Set GenOps__Providers__{name}__NeverFallback or __Order there.")
                : new NotFoundException($"There is no provider named '{name}'.");
        }

        account.NeverFallback = place.NeverFallback ?? account.NeverFallback;
        account.Order = place.Order ?? account.Order;
        scope.Record("provider.place", "provider", name,
            $"Set {name} to place {account.Order}{(account.NeverFallback ? ", never as a fallback" : "")}");
        scope.Afterward(registry, registry.Refresh);
    }
}
