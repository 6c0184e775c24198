using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Pipelines;

/// <summary>When a pipeline starts by itself.</summary>
public sealed class Schedule
{
    public required ScheduleId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>Five fields, as cron writes them.</summary>
    public required string Cron { get; set; }

    /// <summary>IANA name, such as <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The inputs of each run, canonical JSON.</summary>
    public required string Inputs { get; set; }

    /// <summary>Which money its runs spend.</summary>
    public required MoneyMode Money { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>UTC; null when there is no further one.</summary>
    public DateTime? NextAt { get; set; }

    public required string CreatedBy { get; init; }
}

/// <summary>One time a schedule fell due; unique, so that it starts one run whatever dies when.</summary>
public sealed class ScheduleOccurrence
{
    public required ScheduleOccurrenceId Id { get; init; }

    public required ScheduleId ScheduleId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime OccursAt { get; init; }

    /// <summary>The run it started; null when it could not, with the reason in <see cref="Problem"/>.</summary>
    public RunId? RunId { get; init; }

    public string Problem { get; init; } = "";
}

internal sealed class ScheduleConfiguration : IEntityTypeConfiguration<Schedule>, IEntityTypeConfiguration<ScheduleOccurrence>
{
    public void Configure(EntityTypeBuilder<Schedule> builder) => builder.HasIndex(s => new { s.Enabled, s.NextAt });

    public void Configure(EntityTypeBuilder<ScheduleOccurrence> builder) =>
        builder.HasIndex(o => new { o.ScheduleId, o.OccursAt }).IsUnique();
}
