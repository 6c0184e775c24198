using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Alerts;

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
