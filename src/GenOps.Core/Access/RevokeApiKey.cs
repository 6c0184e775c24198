using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>Ends an API key for good; only an administrator may.</summary>
public sealed class RevokeApiKey(CommandRunner runner)
{
    /// <summary>Revokes the key and writes the audit entry in one transaction; a key already revoked stays as it is.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    public Task ExecuteAsync(Actor actor, ApiKeyId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Admin), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, ApiKeyId id)
    {
        var (db, _, now, cancellationToken) = scope;
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no API key {id}. The list under Settings shows all there are.");
        if (key.RevokedAt is not null) return;
        key.RevokedAt = now;
        scope.Record("apikey.revoke", "apikey", key.Id, $"Revoked the API key {key.Name} ({key.Prefix}…)");
    }
}
