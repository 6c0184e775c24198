using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Lets a trigger start runs, or not. A disabled webhook refuses requests; files in a disabled folder wait.</summary>
public sealed class EnableTrigger(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Enables or disables.</summary>
    public async Task ExecuteAsync(Actor actor, TriggerId id, bool enabled, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        if (trigger.Enabled == enabled) return;
        trigger.Enabled = enabled;
        db.Record(actor, time.UtcNow(), enabled ? "trigger.enable" : "trigger.disable", "trigger", id, $"{(enabled ? "Enabled" : "Disabled")} the trigger '{trigger.Name}'");
        await db.SaveChangesAsync(cancellationToken);
    }
}
