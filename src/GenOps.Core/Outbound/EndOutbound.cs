using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outbound;

/// <summary>Ends an allowance. For administrators.</summary>
public sealed class EndOutbound(IDbContextFactory<GenOpsDbContext> contexts, OutboundAllowances allowances, TimeProvider time)
{
    /// <summary>Ends it from the next request on; its row stays.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such allowance.</exception>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public async Task ExecuteAsync(Actor actor, OutboundAllowanceId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var allowance = await db.OutboundAllowances.SingleOrDefaultAsync(a => a.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such allowance. See the list under Settings, Outbound.");
        if (allowance.EndedAt is { } ended) throw new ConflictException($"It ended on {ended:yyyy-MM-dd HH:mm} UTC already.");
        (allowance.EndedAt, allowance.EndedBy) = (time.UtcNow(), actor.Name);
        db.Record(
            actor, allowance.EndedAt.Value, "outbound.end", "outbound", allowance.Id,
            $"Allows no more connections to {new OutboundTarget(allowance.Host, allowance.Port)}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        allowances.Refresh();
    }
}
