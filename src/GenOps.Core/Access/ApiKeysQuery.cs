using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Access;

/// <summary>One API key, by the first characters of which its owner knows it; times in UTC.</summary>
public sealed record ApiKeyRow(ApiKeyId Id, string Name, string Role, string Prefix, DateTime CreatedAt, string CreatedBy, DateTime? RevokedAt);

/// <summary>Lists the API keys; for administrators and auditors.</summary>
public sealed class ApiKeysQuery(IDbContextFactory<GenOpsDbContext> databases)
{
    /// <summary>Those in use first, the newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither administrator nor auditor.</exception>
    public async Task<IReadOnlyList<ApiKeyRow>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var keys = await db.ApiKeys.AsNoTracking()
            .Select(k => new ApiKeyRow(k.Id, k.Name, k.Role, k.Prefix, k.CreatedAt, k.CreatedBy, k.RevokedAt))
            .ToListAsync(cancellationToken);
        return [.. keys.OrderBy(k => k.RevokedAt is not null).ThenByDescending(k => k.CreatedAt)];
    }
}
