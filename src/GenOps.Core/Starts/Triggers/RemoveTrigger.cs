using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Removes a trigger; its runs and files stay.</summary>
public sealed class RemoveTrigger(CommandRunner runner)
{
    /// <summary>Removes.</summary>
    public Task ExecuteAsync(Actor actor, TriggerId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, TriggerId id)
    {
        var (db, _, _, cancellationToken) = scope;
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        db.Remove(trigger);
        scope.Record("trigger.remove", "trigger", id, $"Removed the trigger '{trigger.Name}'");
    }
}
