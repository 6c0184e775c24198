using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>Names the provider that could take what waits for another; whether it does, a person decides. One that may not have the data of others is never named.</summary>
public sealed class RerouteSuggestion(IProviderRegistry providers)
{
    /// <summary>The provider that serves most of the tiers of another, takes calls, and is not paused; null where there is none.</summary>
    public async Task<string?> ForAsync(GenOpsDbContext db, string provider, DateTime now, CancellationToken cancellationToken)
    {
        var broken = await db.Circuits.AsNoTracking().Where(c => c.State != CircuitState.Closed).Select(c => c.Provider).Distinct().ToListAsync(cancellationToken);
        var paused = await HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Provider).Select(h => h.Target).ToListAsync(cancellationToken);
        var left = providers.Configured.FirstOrDefault(p => p.Name == provider);
        return providers.Configured
            .Where(p => p.Name != provider && !p.NeverFallback && !broken.Contains(p.Name) && !paused.Contains(p.Name))
            .OrderByDescending(p => left is null ? 0 : left.Models.Keys.Count(p.Models.ContainsKey))
            .Select(p => p.Name).FirstOrDefault();
    }
}
