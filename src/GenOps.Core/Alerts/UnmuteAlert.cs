using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

/// <summary>Ends a mute before its time.</summary>
public sealed class UnmuteAlert(CommandRunner runner)
{
    /// <summary>Unmutes.</summary>
    /// <exception cref="ConflictException">It is not muted, or the trouble is over.</exception>
    public Task ExecuteAsync(Actor actor, AlertId id, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id), cancellationToken);

    private static async Task StageAsync(CommandScope scope, AlertId id)
    {
        var (db, _, now, cancellationToken) = scope;
        var alert = await AlertRows.FindOpenAsync(db, id, cancellationToken);
        var key = alert.OpenKey!;
        if (await db.AlertMutes.SingleOrDefaultAsync(m => m.Key == key && m.Until > now, cancellationToken) is not { } mute) throw new ConflictException("It is not muted.");
        db.Remove(mute);
        scope.Record("alert.unmute", "alert", id, $"No longer muted: {alert.Title}");
    }
}
