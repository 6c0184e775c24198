using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Triggers;

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

/// <summary>Gives a webhook a new secret; the old one opens nothing any more.</summary>
public sealed class RotateTriggerSecret(IDbContextFactory<GenOpsDbContext> factory, ISecretProtector secrets, TimeProvider time)
{
    /// <summary>Rotates.</summary>
    /// <returns>The new secret, told this once.</returns>
    /// <exception cref="ConflictException">It is no webhook.</exception>
    public async Task<string> ExecuteAsync(Actor actor, TriggerId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        if (trigger.Kind != TriggerKind.Webhook) throw new ConflictException($"The trigger '{trigger.Name}' watches a folder and has no secret.");
        var secret = SaveTrigger.NewSecret();
        trigger.ProtectedSecret = secrets.Protect(secret);
        db.Record(actor, time.UtcNow(), "trigger.rotate", "trigger", id, $"Gave the trigger '{trigger.Name}' a new secret");
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }
}

internal static class TriggerRows
{
    public static async Task<Trigger> FindAsync(GenOpsDbContext db, TriggerId id, CancellationToken cancellationToken) =>
        await db.Triggers.SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no trigger {id}; somebody may have removed it.");

    /// <summary>Locks the row: whoever takes another delivery of it waits, and then sees what was taken here. False when it is gone.</summary>
    public static async Task<bool> LockAsync(GenOpsDbContext db, TriggerId id, CancellationToken cancellationToken) =>
        await db.Triggers.Where(t => t.Id == id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Problem, x => x.Problem), cancellationToken) > 0;

    /// <summary>Who starts for a trigger.</summary>
    public static Actor ActorOf(Trigger trigger) => new(null, $"trigger '{trigger.Name}' of {trigger.CreatedBy}", new HashSet<string> { Roles.Operator });
}
