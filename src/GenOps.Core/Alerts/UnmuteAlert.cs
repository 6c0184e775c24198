using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

/// <summary>Ends a mute before its time.</summary>
public sealed class UnmuteAlert(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Unmutes.</summary>
    /// <exception cref="ConflictException">It is not muted, or the trouble is over.</exception>
    public async Task ExecuteAsync(Actor actor, AlertId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var alert = await AlertRows.FindOpenAsync(db, id, cancellationToken);
        var now = time.UtcNow();
        var key = alert.OpenKey!;
        if (await db.AlertMutes.SingleOrDefaultAsync(m => m.Key == key && m.Until > now, cancellationToken) is not { } mute) throw new ConflictException("It is not muted.");
        db.Remove(mute);
        db.Record(actor, now, "alert.unmute", "alert", id, $"No longer muted: {alert.Title}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
