using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Lets a trigger start runs, or not. A disabled webhook refuses requests; files in a disabled folder wait.</summary>
public sealed class EnableTrigger(CommandRunner runner)
{
    /// <summary>Enables or disables.</summary>
    public Task ExecuteAsync(Actor actor, TriggerId id, bool enabled, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, enabled), cancellationToken);

    private static async Task StageAsync(CommandScope scope, TriggerId id, bool enabled)
    {
        var (db, _, _, cancellationToken) = scope;
        var trigger = await TriggerRows.FindAsync(db, id, cancellationToken);
        if (trigger.Enabled == enabled) return;
        trigger.Enabled = enabled;
        scope.Record(enabled ? "trigger.enable" : "trigger.disable", "trigger", id, $"{(enabled ? "Enabled" : "Disabled")} the trigger '{trigger.Name}'");
    }
}
