using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Gives a webhook a new secret; the old one opens nothing any more.</summary>
public sealed class RotateTriggerSecret(CommandRunner runner, ISecretProtector secrets)
{
    /// <summary>Rotates.</summary>
    /// <returns>The new secret, told this once.</returns>
    /// <exception cref="ConflictException">It is no webhook.</exception>
    public async Task<string> ExecuteAsync(Actor actor, TriggerId id, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var secret = SaveTrigger.NewSecret();
        var kept = secrets.Protect(secret);
        await runner.RunAsync(actor, scope => StageAsync(scope, id, kept), cancellationToken);
        return secret;
    }

    private static async Task StageAsync(CommandScope scope, TriggerId id, string secret)
    {
        var (db, _, _, cancellationToken) = scope;
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        if (trigger.Kind != TriggerKind.Webhook) throw new ConflictException($"The trigger '{trigger.Name}' watches a folder and has no secret.");
        trigger.ProtectedSecret = secret;
        scope.Record("trigger.rotate", "trigger", id, $"Gave the trigger '{trigger.Name}' a new secret");
    }
}
