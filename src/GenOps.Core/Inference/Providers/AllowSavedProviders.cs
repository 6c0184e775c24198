using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Outbound;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// Allows the providers that were saved before connections inside the network had to be allowed: an installation goes on working when
/// it is upgraded. Once for each; a name that is not known yet is looked at again at the next start.
/// </summary>
public sealed class AllowSavedProviders(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> contexts, OutboundGuard guard, INameResolver names)
{
    /// <summary>Looks at those that are left.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var account in await db.ProviderAccounts.AsNoTracking().Where(a => a.PredatesGuard).ToListAsync(cancellationToken))
        {
            var target = OutboundTarget.Of(new Uri(account.BaseUrl));
            if (!await IsKnownAsync(target.Host, cancellationToken)) continue;
            var inside = await guard.InspectAsync(target, cancellationToken) is { CanBeAllowed: true };
            await runner.RunAsync(Actor.System, scope => StageAsync(scope, account, inside ? target : null), cancellationToken);
        }
    }

    private static async Task StageAsync(CommandScope scope, ProviderAccount account, OutboundTarget? inside)
    {
        if (inside is { } target) await OutboundAllowances.AddAsync(scope, target, $"The provider {account.Name}, saved before this had to be allowed");
        await scope.Db.ProviderAccounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.PredatesGuard, false), scope.Cancellation);
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
