using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

/// <summary>Says that somebody sees to an alert.</summary>
public sealed class AcknowledgeAlert(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Acknowledges.</summary>
    /// <exception cref="ConflictException">Somebody has already, or the trouble is over.</exception>
    public async Task ExecuteAsync(Actor actor, AlertId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var alert = await AlertRows.FindOpenAsync(db, id, cancellationToken);
        if (alert.AcknowledgedAt is not null) throw new ConflictException($"{alert.AcknowledgedBy} sees to it already.");
        (alert.AcknowledgedBy, alert.AcknowledgedAt) = (actor.Name, time.UtcNow());
        db.Record(actor, alert.AcknowledgedAt.Value, "alert.acknowledge", "alert", id, $"Sees to: {alert.Title}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
