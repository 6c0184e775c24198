using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Alerts;

/// <summary>
/// Tells people that this process can record nothing. Alerts stand in the database, which may be what is away; so this one is kept
/// in memory and told straight over each channel, once, and is written down as soon as that is possible. Its end is told likewise.
/// </summary>
public sealed class StorageAlarm(
    StorageProbe probe, IDbContextFactory<GenOpsDbContext> factory, IEnumerable<IAlertChannel> channels, TimeProvider time, ILogger<StorageAlarm> log)
    : BackgroundService
{
    /// <summary>How often it looks, and tries a channel again that did not take it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, RepeatedFailures> refusals = channels.ToDictionary(c => c.Name, c => new RepeatedFailures(log, time, $"Telling by {c.Name} that nothing can be recorded"));
    private readonly RepeatedFailures failures = new(log, time, "The look at what is stored");
    private readonly RepeatedFailures keeping = new(log, time, "Writing down that nothing could be recorded");
    private readonly Dictionary<(string Channel, bool IsResolved), AlertNoticeId> notices = [];
    private readonly HashSet<(string Channel, bool IsResolved)> told = [];
    private Alert? open;
    private Alert? ended;
    private bool suspected;
    private bool kept;

    private static string Machine => Environment.MachineName;

    private static string Key => $"{AlertKind.Storage}:{Machine}";

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var problems = (await probe.LookAsync(cancellationToken)).Where(c => c.Problem is not null).ToList();
        if (problems.Count == 0 && open is not null) End();
        // One bad look may have been a busy moment.
        if (problems.Count > 0 && suspected) Begin(problems);
        suspected = problems.Count > 0;
        if (open is not null) await TellAsync(open, channels, isResolved: false, cancellationToken);
        // Nobody hears of an end who has not heard of the beginning.
        else if (ended is not null) await TellAsync(ended, channels.Where(c => told.Contains((c.Name, false))), isResolved: true, cancellationToken);
        if (!kept) await KeepAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(LookAsync, Period, failures, time, stoppingToken);

    private void Begin(List<StorageCheck> problems)
    {
        var text = string.Join(" ", problems.Select(c => c.Problem).Distinct());
        if (open is not null)
        {
            (open.Text, open.Count) = (text, problems.Count);
            return;
        }

        log.LogError("Nothing can be recorded: {Problem}", text);
        told.Clear();
        notices.Clear();
        (ended, kept) = (null, false);
        open = new Alert
        {
            Id = Id.New<AlertId>(),
            Kind = AlertKind.Storage,
            Target = Machine,
            OpenKey = Key,
            Title = $"GenOps on {Machine} can record nothing, or soon will not",
            Text = text,
            Link = "/operations/workers",
            Count = problems.Count,
            RaisedAt = time.UtcNow(),
        };
    }

    private void End()
    {
        log.LogWarning("Everything can be recorded again");
        (ended, open, kept) = (open, null, false);
        (ended!.OpenKey, ended.ResolvedAt) = (null, time.UtcNow());
    }

    private async Task TellAsync(Alert alert, IEnumerable<IAlertChannel> receivers, bool isResolved, CancellationToken cancellationToken)
    {
        foreach (var channel in receivers)
        {
            var key = (channel.Name, isResolved);
            if (told.Contains(key)) continue;
            // The same for each attempt, so that a receiver can drop a repetition.
            if (!notices.TryGetValue(key, out var notice)) notices[key] = notice = Id.New<AlertNoticeId>();
            try
            {
                await channel.SendAsync(new AlertMessage(notice, alert, isResolved), cancellationToken);
                told.Add(key);
                refusals[channel.Name].Passed();
            }
            catch (AlertNotSentException e)
            {
                refusals[channel.Name].Add(e);
            }
        }
    }

    /// <summary>Brings the row to where the trouble stands, when the database takes it; also what a former life of this process left open.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
            var (key, now, current) = (Key, time.UtcNow(), open ?? ended);
            if (open is null)
            {
                await db.Alerts.Where(a => a.OpenKey == key)
                    .ExecuteUpdateAsync(a => a.SetProperty(x => x.OpenKey, (string?)null).SetProperty(x => x.ResolvedAt, now), cancellationToken);
            }

            if (current is not null && await MissingAsync(db, current.Id, key, cancellationToken))
            {
                db.Add(current);
                await db.SaveChangesAsync(cancellationToken);
            }

            kept = true;
            keeping.Passed();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            keeping.Add(e);
        }
    }

    private static async Task<bool> MissingAsync(GenOpsDbContext db, AlertId id, string key, CancellationToken cancellationToken) =>
        !await db.Alerts.AnyAsync(a => a.Id == id || a.OpenKey == key, cancellationToken);
}
