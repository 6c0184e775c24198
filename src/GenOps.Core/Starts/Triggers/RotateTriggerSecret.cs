using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

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
