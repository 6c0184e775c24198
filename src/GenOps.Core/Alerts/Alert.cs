using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Alerts;

/// <summary>What an alert tells of.</summary>
public enum AlertKind
{
    /// <summary>Runs of a pipeline failed, and none has succeeded since.</summary>
    Failed,

    /// <summary>A step is claimed by nobody who is alive, and nobody takes it over.</summary>
    Stuck,

    /// <summary>Steps were failed because they threw, or lost their workers, again and again.</summary>
    BrokenOff,

    /// <summary>Something is held and waits for a person.</summary>
    Held,

    /// <summary>Nobody knows whether calls to a provider were charged.</summary>
    InDoubt,

    /// <summary>A budget runs out.</summary>
    Budget,

    /// <summary>A provider takes no calls.</summary>
    ProviderDown,

    /// <summary>Work waits longer than it should.</summary>
    QueueOld,

    /// <summary>A watched folder holds something of which no run is made, or cannot be looked at.</summary>
    Folder,

    /// <summary>The database or the disk takes nothing, or soon will not.</summary>
    Storage,
}

/// <summary>One trouble, however many rows show it; it is open until the rows show it no more.</summary>
public sealed class Alert
{
    public required AlertId Id { get; init; }

    public required AlertKind Kind { get; init; }

    /// <summary>What the trouble is with: a pipeline, a provider, a budget. One alert is open for each kind and target.</summary>
    public required string Target { get; init; }

    /// <summary>Kind and target while it is open, else null: unique, so that an outage is one alert whoever finds it first.</summary>
    public string? OpenKey { get; set; }

    /// <summary>A sentence.</summary>
    public required string Title { get; set; }

    /// <summary>What helps, or the latest example; may be empty.</summary>
    public required string Text { get; set; }

    /// <summary>A path of the app where something can be done.</summary>
    public required string Link { get; set; }

    /// <summary>What an operator can do about it at once, with how many runs that helps; empty where nothing stands ready.</summary>
    public string WayOut { get; set; } = "";

    /// <summary>The path of the app that does it; empty with <see cref="WayOut"/>.</summary>
    public string WayOutLink { get; set; } = "";

    /// <summary>How many rows show it now.</summary>
    public required int Count { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime RaisedAt { get; init; }

    /// <summary>UTC; null while it is open.</summary>
    public DateTime? ResolvedAt { get; set; }

    /// <summary>Who has seen to it; empty while nobody has.</summary>
    public string AcknowledgedBy { get; set; } = "";

    /// <summary>UTC.</summary>
    public DateTime? AcknowledgedAt { get; set; }
}

/// <summary>Keeps a kind of trouble with one target quiet for a time: it is listed, but nobody is called.</summary>
public sealed class AlertMute
{
    public required AlertMuteId Id { get; init; }

    /// <summary>Kind and target, as <see cref="Alert.OpenKey"/>; unique.</summary>
    public required string Key { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Until { get; set; }

    public required string Reason { get; set; }

    public required string By { get; set; }
}

/// <summary>One telling of one alert over one channel; sent at least once.</summary>
public sealed class AlertNotice
{
    public required AlertNoticeId Id { get; init; }

    public required AlertId AlertId { get; init; }

    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether it tells that the trouble is over.</summary>
    public required bool IsResolved { get; init; }

    /// <summary>Not before, UTC; moved on by whoever takes it, so that two do not send it at once.</summary>
    public required DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>UTC; null until it was taken, or while it is given up.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>Why the last attempt failed; empty when none did.</summary>
    public string Problem { get; set; } = "";
}

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>, IEntityTypeConfiguration<AlertMute>, IEntityTypeConfiguration<AlertNotice>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.HasIndex(a => a.OpenKey).IsUnique();
        builder.HasIndex(a => a.RaisedAt);
    }

    public void Configure(EntityTypeBuilder<AlertMute> builder) => builder.HasIndex(m => m.Key).IsUnique();

    public void Configure(EntityTypeBuilder<AlertNotice> builder)
    {
        builder.HasIndex(n => new { n.AlertId, n.Channel, n.IsResolved }).IsUnique();
        builder.HasIndex(n => new { n.SentAt, n.DueAt });
    }
}
