using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Alerts;

/// <summary>
/// Compares what the sources find with the alerts that are open: raises what is new, brings the rest up to date, resolves what is gone, and writes
/// the notices, all in one transaction. Any number of processes may watch: an alert that two raise at once is raised by one of them.
/// </summary>
public sealed class AlertWatch(
    IDbContextFactory<GenOpsDbContext> factory, IEnumerable<IAlertSource> sources, IEnumerable<IAlertChannel> channels, TimeProvider time, ILogger<AlertWatch> log)
    : BackgroundService
{
    private readonly Dictionary<IAlertSource, RepeatedFailures> ofSources = sources.ToDictionary(s => s, s => new RepeatedFailures(log, time, $"The look of {s.GetType().Name}"));
    private readonly RepeatedFailures failures = new(log, time, "The look for troubles");

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Looks once.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var (findings, unsure) = await FindAsync(now, cancellationToken);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        // That nothing can be recorded is told by whoever finds it, since it may not be found here.
        var open = await db.Alerts.Where(a => a.OpenKey != null && a.Kind != AlertKind.Storage).ToDictionaryAsync(a => a.OpenKey!, cancellationToken);
        foreach (var finding in findings) Raise(db, open, finding, now);
        foreach (var (key, alert) in open.Where(a => !findings.Any(f => f.Key == a.Key) && !unsure.Contains(a.Value.Kind)).ToList())
        {
            (alert.OpenKey, alert.ResolvedAt) = (null, now);
            open.Remove(key);
            await NoticeResolvedAsync(db, alert, now, cancellationToken);
        }

        await NoticeOpenAsync(db, open.Values, now, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e)
        {
            log.LogDebug(e, "Another process raised the same alert; the next look goes on from there");
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(WatchAsync, Period, failures, time, stoppingToken);

    /// <summary>A source that fails leaves its kinds as they are: an alert must not go because nobody could look.</summary>
    private async Task<(List<AlertFinding> Findings, HashSet<AlertKind> Unsure)> FindAsync(DateTime now, CancellationToken cancellationToken)
    {
        var (findings, unsure) = (new List<AlertFinding>(), new HashSet<AlertKind>());
        foreach (var source in sources)
        {
            try
            {
                await using var db = await factory.CreateDbContextAsync(cancellationToken);
                findings.AddRange(await source.FindAsync(db, now, cancellationToken));
                ofSources[source].Passed();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ofSources[source].Add(e);
                unsure.UnionWith(source.Kinds);
            }
        }

        return (findings, unsure);
    }

    private static void Raise(GenOpsDbContext db, Dictionary<string, Alert> open, AlertFinding finding, DateTime now)
    {
        if (open.TryGetValue(finding.Key, out var known))
        {
            (known.Title, known.Text, known.Link, known.Count) = (finding.Title, finding.Text, finding.Link, finding.Count);
            (known.WayOut, known.WayOutLink) = (finding.WayOut, finding.WayOutLink);
            return;
        }

        var alert = new Alert
        {
            Id = Id.New<AlertId>(),
            Kind = finding.Kind,
            Target = finding.Target,
            OpenKey = finding.Key,
            Title = finding.Title,
            Text = finding.Text,
            Link = finding.Link,
            WayOut = finding.WayOut,
            WayOutLink = finding.WayOutLink,
            Count = finding.Count,
            RaisedAt = now,
        };
        db.Add(alert);
        open[finding.Key] = alert;
    }

    /// <summary>Told once, as soon as it is open and not muted; so the end of a mute tells what is still open.</summary>
    private async Task NoticeOpenAsync(GenOpsDbContext db, IEnumerable<Alert> open, DateTime now, CancellationToken cancellationToken)
    {
        var alerts = open.ToList();
        var ids = alerts.Select(a => a.Id).ToList();
        var told = (await db.AlertNotices.Where(n => !n.IsResolved && ids.Contains(n.AlertId)).Select(n => new { n.AlertId, n.Channel }).ToListAsync(cancellationToken)).ToHashSet();
        var muted = (await db.AlertMutes.Where(m => m.Until > now).Select(m => m.Key).ToListAsync(cancellationToken)).ToHashSet();
        foreach (var alert in alerts.Where(a => !muted.Contains(a.OpenKey!)))
        {
            foreach (var channel in channels.Where(c => !told.Contains(new { AlertId = alert.Id, Channel = c.Name }))) Notice(db, alert, channel.Name, false, now);
        }
    }

    /// <summary>Only where it was told that there is trouble.</summary>
    private static async Task NoticeResolvedAsync(GenOpsDbContext db, Alert alert, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var channel in await db.AlertNotices.Where(n => n.AlertId == alert.Id && !n.IsResolved).Select(n => n.Channel).ToListAsync(cancellationToken))
            Notice(db, alert, channel, true, now);
    }

    private static void Notice(GenOpsDbContext db, Alert alert, string channel, bool isResolved, DateTime now) => db.Add(new AlertNotice
    {
        Id = Id.New<AlertNoticeId>(),
        AlertId = alert.Id,
        Channel = channel,
        IsResolved = isResolved,
        DueAt = now,
    });
}
