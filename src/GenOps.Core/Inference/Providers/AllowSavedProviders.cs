using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Outbound;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// Allows the providers that were saved before connections inside the network had to be allowed: an installation goes on working when
/// it is upgraded. Once for each; a name that is not known yet is looked at again at the next start.
/// </summary>
public sealed class AllowSavedProviders(IDbContextFactory<GenOpsDbContext> contexts, OutboundGuard guard, INameResolver names, TimeProvider time)
{
    /// <summary>Looks at those that are left.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var account in await db.ProviderAccounts.Where(a => a.PredatesGuard).ToListAsync(cancellationToken))
        {
            var target = OutboundTarget.Of(new Uri(account.BaseUrl));
            if (!await IsKnownAsync(target.Host, cancellationToken)) continue;
            if (await guard.InspectAsync(target, cancellationToken) is { CanBeAllowed: true })
                await OutboundAllowances.AddAsync(db, Actor.System, target, $"The provider {account.Name}, saved before this had to be allowed", time.UtcNow(), cancellationToken);
            account.PredatesGuard = false;
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task<bool> IsKnownAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await names.ResolveAsync(host, cancellationToken)).Count > 0;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
