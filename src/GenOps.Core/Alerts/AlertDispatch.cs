using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Alerts;

/// <summary>Sends notices over their channels, at least once each, and again later where that failed.</summary>
public sealed class AlertDispatch(
    IDbContextFactory<GenOpsDbContext> factory, IEnumerable<IAlertChannel> channels, TimeProvider time, ILogger<AlertDispatch> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "The sending of notices");

    /// <summary>How often it is tried in all; over more than a day.</summary>
    public const int MostAttempts = 30;

    /// <summary>How long a sender may take before another one tries.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostPause = TimeSpan.FromHours(1);

    /// <summary>Sends what is due.</summary>
    /// <returns>How many were taken by their receivers.</returns>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var due = await db.AlertNotices.AsNoTracking().Where(n => n.SentAt == null && n.DueAt <= now && n.Attempts < MostAttempts)
            .OrderBy(n => n.DueAt).Take(50).ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var notice in due)
        {
            if (channels.FirstOrDefault(c => c.Name == notice.Channel) is { } channel && await TakeAsync(db, notice, now, cancellationToken)
                && await SendAsync(db, notice, channel, cancellationToken)) sent++;
        }

        return sent;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(DispatchDueAsync, Period, failures, time, stoppingToken);

    /// <summary>One sender at a time; a sender that dies leaves it to the next once its lease is over.</summary>
    private static async Task<bool> TakeAsync(GenOpsDbContext db, AlertNotice notice, DateTime now, CancellationToken cancellationToken) =>
        await db.AlertNotices.Where(n => n.Id == notice.Id && n.SentAt == null && n.DueAt == notice.DueAt && n.Attempts == notice.Attempts)
            .ExecuteUpdateAsync(n => n.SetProperty(x => x.DueAt, now + Lease).SetProperty(x => x.Attempts, x => x.Attempts + 1), cancellationToken) == 1;

    private async Task<bool> SendAsync(GenOpsDbContext db, AlertNotice notice, IAlertChannel channel, CancellationToken cancellationToken)
    {
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == notice.AlertId, cancellationToken);
        var row = db.AlertNotices.Where(n => n.Id == notice.Id);
        try
        {
            await channel.SendAsync(new AlertMessage(notice.Id, alert, notice.IsResolved), cancellationToken);
            var sent = time.UtcNow();
            await row.ExecuteUpdateAsync(n => n.SetProperty(x => x.SentAt, sent).SetProperty(x => x.Problem, ""), cancellationToken);
            return true;
        }
        catch (AlertNotSentException e)
        {
            log.LogWarning("The alert {Alert} could not be sent by {Channel}: {Problem}", alert.Id, channel.Name, e.Message);
            var again = time.UtcNow() + Pause(notice.Attempts + 1);
            await row.ExecuteUpdateAsync(n => n.SetProperty(x => x.DueAt, again).SetProperty(x => x.Problem, e.Message), cancellationToken);
            return false;
        }
    }

    /// <summary>5 s after the first failure, then twice as long each time, an hour at most.</summary>
    private static TimeSpan Pause(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(MostPause.TotalSeconds, 5 * Math.Pow(2, Math.Min(attempts - 1, 20))));
}
