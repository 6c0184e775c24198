using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

/// <summary>Keeps an alert's kind of trouble with its target quiet for a time, now and when it comes again.</summary>
public sealed class MuteAlert(CommandRunner runner)
{
    /// <summary>The longest mute.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Mutes, or changes a mute.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">An open alert.</param>
    /// <param name="until">UTC, in the future, at most <see cref="Longest"/> from now.</param>
    /// <param name="reason">For whoever wonders why nobody was called.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">The time or the reason cannot be used.</exception>
    /// <exception cref="ConflictException">The trouble is over.</exception>
    public Task ExecuteAsync(Actor actor, AlertId id, DateTime until, string reason, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Operator), scope => StageAsync(scope, id, until, reason), cancellationToken);

    private static async Task StageAsync(CommandScope scope, AlertId id, DateTime until, string reason)
    {
        var (db, actor, now, cancellationToken) = scope;
        if (until <= now || until > now + Longest)
            throw new InvalidInputException("until", $"It cannot be muted until {until:yyyy-MM-dd HH:mm} UTC.", $"Choose a time within the next {Longest.TotalDays:0} days.");
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A mute needs a reason.", "Say why, for whoever wonders why nobody was called.");
        var alert = await AlertRows.FindOpenAsync(db, id, cancellationToken);
        var key = alert.OpenKey!;
        if (await db.AlertMutes.SingleOrDefaultAsync(m => m.Key == key, cancellationToken) is { } mute)
            (mute.Until, mute.Reason, mute.By) = (until, reason.Trim(), actor.Name);
        else
            db.Add(new AlertMute { Id = Id.New<AlertMuteId>(), Key = key, Until = until, Reason = reason.Trim(), By = actor.Name });
        scope.Record("alert.mute", "alert", id, $"Muted until {until:yyyy-MM-dd HH:mm} UTC: {alert.Title}. {reason.Trim()}");
    }
}
