using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Removes a trigger; its runs and files stay.</summary>
public sealed class RemoveTrigger(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Removes.</summary>
    public async Task ExecuteAsync(Actor actor, TriggerId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        db.Remove(trigger);
        db.Record(actor, time.UtcNow(), "trigger.remove", "trigger", id, $"Removed the trigger '{trigger.Name}'");
        await db.SaveChangesAsync(cancellationToken);
    }
}
