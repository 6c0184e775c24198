using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>Ends an API key for good; only an administrator may.</summary>
public sealed class RevokeApiKey(IDbContextFactory<GenOpsDbContext> databases, TimeProvider time)
{
    /// <summary>Revokes the key and writes the audit entry in one transaction; a key already revoked stays as it is.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    public async Task ExecuteAsync(Actor actor, ApiKeyId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no API key {id}. The list under Settings shows all there are.");
        if (key.RevokedAt is not null) return;
        key.RevokedAt = time.UtcNow();
        db.Record(actor, key.RevokedAt.Value, "apikey.revoke", "apikey", key.Id, $"Revoked the API key {key.Name} ({key.Prefix}…)");
        await db.SaveChangesAsync(cancellationToken);
    }
}
