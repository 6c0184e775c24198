using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>Takes a reroute back: calls go where the policy leads them again, from the next call on.</summary>
public sealed class TakeBackReroute(CommandRunner runner)
{
    /// <summary>Takes it back.</summary>
    /// <exception cref="NotFoundException">There is none of that id.</exception>
    /// <exception cref="ConflictException">It is over already.</exception>
    public Task ExecuteAsync(Actor actor, RerouteId id, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, reason), cancellationToken);

    private static async Task StageAsync(CommandScope scope, RerouteId id, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        var reroute = await db.Reroutes.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no reroute {id}.");
        if (reroute.ReleasedAt is not null || reroute.Until <= now) throw new ConflictException("The reroute is over already.");
        (reroute.ReleasedAt, reroute.ReleasedBy) = (now, actor.Name);
        scope.Record("reroute.takeback", "reroute", id, $"Took back the reroute to {reroute.ToProvider}{(reason.Length > 0 ? $": {reason}" : "")}");
    }
}
