using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outbound;

/// <summary>Ends an allowance. For administrators.</summary>
public sealed class EndOutbound(CommandRunner runner, OutboundAllowances allowances)
{
    /// <summary>Ends it from the next request on; its row stays.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="NotFoundException">There is no such allowance.</exception>
    /// <exception cref="ConflictException">It has ended already.</exception>
    public Task ExecuteAsync(Actor actor, OutboundAllowanceId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Admin), scope => StageAsync(scope, id), cancellationToken);

    private async Task StageAsync(CommandScope scope, OutboundAllowanceId id)
    {
        var (db, actor, now, cancellationToken) = scope;
        var allowance = await db.OutboundAllowances.SingleOrDefaultAsync(a => a.Id == id, cancellationToken)
            ?? throw new NotFoundException("There is no such allowance. See the list under Settings, Outbound.");
        if (allowance.EndedAt is { } ended) throw new ConflictException($"It ended on {ended:yyyy-MM-dd HH:mm} UTC already.");
        (allowance.EndedAt, allowance.EndedBy) = (now, actor.Name);
        scope.Record(
            "outbound.end", "outbound", allowance.Id,
            $"Allows no more connections to {new OutboundTarget(allowance.Host, allowance.Port)}");
        scope.Afterward(allowances, allowances.Refresh);
    }
}
