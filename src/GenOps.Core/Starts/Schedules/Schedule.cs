using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Starts.Schedules;

/// <summary>When a pipeline starts by itself.</summary>
public sealed class Schedule
{
    public required ScheduleId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>Five fields, as cron writes them.</summary>
    public required string Cron { get; set; }

    /// <summary>IANA name, such as <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The inputs of each run, canonical JSON; texts may hold the placeholders of <see cref="OccurrenceInputs"/>.</summary>
    public required string Inputs { get; set; }

    /// <summary>Which money its runs spend.</summary>
    public required MoneyMode Money { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>The next occurrence, UTC, without its jitter; null when there is no further one.</summary>
    public DateTime? NextAt { get; set; }

    public required string CreatedBy { get; init; }

    public MisfirePolicy Misfire { get; set; }

    /// <summary>Counts under <see cref="MisfirePolicy.All"/>.</summary>
    public int MisfireLimit { get; set; } = 24;

    public OverlapPolicy Overlap { get; set; }

    /// <summary>0 for none.</summary>
    public int JitterSeconds { get; set; }

    /// <summary>Nothing of it starts before then, UTC; null when it is not paused.</summary>
    public DateTime? PausedUntil { get; set; }

    /// <summary>Who paused it and why; empty when nobody did.</summary>
    public string PauseReason { get; set; } = "";

    /// <summary>True while a pause lasts.</summary>
    public bool IsPaused(DateTime now) => PausedUntil > now;

    /// <summary>The first time from now on at which it may start something; null while it is disabled or when there is none.</summary>
    public DateTime? NextAfter(DateTime now) => Enabled ? ScheduleClock.Next(Cron, TimeZone, IsPaused(now) ? PausedUntil!.Value : now) : null;
}

internal sealed class ScheduleConfiguration : IEntityTypeConfiguration<Schedule>, IEntityTypeConfiguration<ScheduleOccurrence>
{
    public void Configure(EntityTypeBuilder<Schedule> builder)
    {
        builder.HasIndex(s => new { s.Enabled, s.NextAt });
        // Rows of earlier versions take these.
        builder.Property(s => s.Misfire).HasDefaultValue(MisfirePolicy.One);
        builder.Property(s => s.MisfireLimit).HasDefaultValue(24);
        builder.Property(s => s.Overlap).HasDefaultValue(OverlapPolicy.Allow);
    }

    public void Configure(EntityTypeBuilder<ScheduleOccurrence> builder)
    {
        builder.HasIndex(o => new { o.ScheduleId, o.OccursAt }).IsUnique();
        builder.HasIndex(o => o.RunId);
        builder.HasIndex(o => new { o.Outcome, o.ScheduleId });
        builder.Property(o => o.Outcome).HasDefaultValue(OccurrenceOutcome.Started);
    }
}
