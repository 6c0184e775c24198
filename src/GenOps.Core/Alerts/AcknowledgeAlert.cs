using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Alerts;

/// <summary>Says that somebody sees to an alert.</summary>
public sealed class AcknowledgeAlert(CommandRunner runner)
{
    /// <summary>Acknowledges.</summary>
    /// <exception cref="ConflictException">Somebody has already, or the trouble is over.</exception>
    public Task ExecuteAsync(Actor actor, AlertId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, AlertId id)
    {
        var (db, actor, now, cancellationToken) = scope;
        var alert = await AlertRows.FindOpenAsync(db, id, cancellationToken);
        if (alert.AcknowledgedAt is not null) throw new ConflictException($"{alert.AcknowledgedBy} sees to it already.");
        (alert.AcknowledgedBy, alert.AcknowledgedAt) = (actor.Name, now);
        scope.Record("alert.acknowledge", "alert", id, $"Sees to: {alert.Title}");
    }
}
