using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

/// <summary>One alert.</summary>
public sealed record AlertRow
{
    public required AlertId Id { get; init; }

    public required AlertKind Kind { get; init; }

    public required string Target { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    /// <summary>A path of the app where something can be done.</summary>
    public required string Link { get; init; }

    /// <summary>What an operator can do about it at once; empty where nothing stands ready.</summary>
    public string WayOut { get; init; } = "";

    /// <summary>The path of the app that does it.</summary>
    public string WayOutLink { get; init; } = "";

    public required int Count { get; init; }

    public required DateTime RaisedAt { get; init; }

    /// <summary>UTC; null while it is open.</summary>
    public required DateTime? ResolvedAt { get; init; }

    /// <summary>Who sees to it; empty while nobody does.</summary>
    public required string AcknowledgedBy { get; init; }

    /// <summary>UTC; null when it is not muted.</summary>
    public DateTime? MutedUntil { get; init; }

    /// <summary>Who muted it and why.</summary>
    public string MuteReason { get; init; } = "";

    /// <summary>Why people outside could not be told; empty when they were, or need not be.</summary>
    public string NoticeProblem { get; init; } = "";
}

/// <summary>Reads alerts.</summary>
public sealed class AlertQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>The most that are listed.</summary>
    public const int MostRows = 200;

    /// <summary>Open ones newest first, then, where asked for, the resolved ones.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<AlertRow>> ReadAsync(Actor actor, bool alsoResolved, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var rows = await db.Alerts.AsNoTracking().Where(a => alsoResolved || a.OpenKey != null)
            .OrderBy(a => a.OpenKey == null ? 1 : 0).ThenByDescending(a => a.RaisedAt).Take(MostRows)
            .Select(a => new
            {
                Alert = a,
                Mute = db.AlertMutes.FirstOrDefault(m => m.Key == a.OpenKey && m.Until > now),
                Problem = db.AlertNotices.Where(n => n.AlertId == a.Id && n.SentAt == null && n.Problem != "").Select(n => n.Channel + ": " + n.Problem).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new AlertRow
            {
                Id = r.Alert.Id,
                Kind = r.Alert.Kind,
                Target = r.Alert.Target,
                Title = r.Alert.Title,
                Text = r.Alert.Text,
                Link = r.Alert.Link,
                WayOut = r.Alert.WayOut,
                WayOutLink = r.Alert.WayOutLink,
                Count = r.Alert.Count,
                RaisedAt = r.Alert.RaisedAt,
                ResolvedAt = r.Alert.ResolvedAt,
                AcknowledgedBy = r.Alert.AcknowledgedBy,
                MutedUntil = r.Mute?.Until,
                MuteReason = r.Mute is { } mute ? $"{mute.By}: {mute.Reason}" : "",
                NoticeProblem = r.Problem ?? "",
            }),
        ];
    }

    /// <summary>How many are open that nobody sees to and nobody has muted.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        return await db.Alerts.CountAsync(a => a.OpenKey != null && a.AcknowledgedAt == null && !db.AlertMutes.Any(m => m.Key == a.OpenKey && m.Until > now), cancellationToken);
    }
}
