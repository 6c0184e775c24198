using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outbound;

/// <summary>Reads where GenOps may go inside the network. For administrators and auditors.</summary>
public sealed class OutboundQuery(IDbContextFactory<GenOpsDbContext> contexts, OutboundNames names)
{
    /// <summary>The most ended allowances that are listed; the audit trail has all.</summary>
    public const int MostEnded = 100;

    /// <summary>Reads it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither administrator nor auditor.</exception>
    public async Task<OutboundPicture> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Settings);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var inForce = await db.OutboundAllowances.AsNoTracking().Where(a => a.EndedAt == null).OrderByDescending(a => a.AllowedAt).ToListAsync(cancellationToken);
        var ended = await db.OutboundAllowances.AsNoTracking().Where(a => a.EndedAt != null).OrderByDescending(a => a.EndedAt).Take(MostEnded).ToListAsync(cancellationToken);
        return new OutboundPicture(
            [.. inForce.Concat(ended).Select(Row)],
            [.. names.List.Select(named => new OutboundNameRow(named.Target.ToString(), named.Setting))]);
    }

    private static OutboundAllowanceRow Row(OutboundAllowance a) =>
        new(a.Id, new OutboundTarget(a.Host, a.Port).ToString(), a.Reason, a.AllowedAt, a.AllowedBy, a.EndedAt, a.EndedBy);
}
