using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Levers.Reroutes;

/// <summary>Takes a reroute back: calls go where the policy leads them again, from the next call on.</summary>
public sealed class TakeBackReroute(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Takes it back.</summary>
    /// <exception cref="NotFoundException">There is none of that id.</exception>
    /// <exception cref="ConflictException">It is over already.</exception>
    public async Task ExecuteAsync(Actor actor, RerouteId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var now = time.UtcNow();
        var reroute = await db.Reroutes.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no reroute {id}.");
        if (reroute.ReleasedAt is not null || reroute.Until <= now) throw new ConflictException("The reroute is over already.");
        (reroute.ReleasedAt, reroute.ReleasedBy) = (now, actor.Name);
        db.Record(actor, now, "reroute.takeback", "reroute", id, $"Took back the reroute to {reroute.ToProvider}{(reason.Length > 0 ? $": {reason}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
