using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Nothing of it is worked on: it waits to begin, or for its turn to go on.</summary>
    Pending,

    /// <summary>Steps are ready or being worked on; it has one of its pipeline's places, where these are limited.</summary>
    Running,

    /// <summary>It waits for a person to decide on an output.</summary>
    WaitingForReview,

    /// <summary>Ended: every step is done, and not every output was rejected.</summary>
    Succeeded,

    /// <summary>Ended: all its outputs were rejected.</summary>
    Rejected,

    /// <summary>Ended: a step failed.</summary>
    Failed,

    /// <summary>Ended by a person.</summary>
    Cancelled,
}

/// <summary>One execution of one pipeline version on one input.</summary>
public sealed class Run : IChargedRun
{
    public required RunId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    /// <summary>Live or sandbox, for all that comes of it.</summary>
    public required MoneyMode Money { get; init; }

    public RunState State { get; set; } = RunState.Pending;

    /// <summary>Whose turn it is first, where it waits among others.</summary>
    public RunPriority Priority { get; set; }

    /// <summary>The inputs as canonical JSON, in a blob, since they can be erased.</summary>
    public required Blobs.BlobHash InputHash { get; init; }

    /// <summary>Snapshot of the pipeline's cost centre.</summary>
    public required string CostCentre { get; init; }

    /// <summary>What started it: <c>manual</c>, <c>schedule</c>, <c>api</c>, <c>cli</c>, <c>sample</c>.</summary>
    public required string Trigger { get; init; }

    public required string TriggeredBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime TriggeredAt { get; init; }

    /// <summary>UTC; null until the first step was claimed.</summary>
    public DateTime? StartedAt { get; set; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>When its time is over if nothing makes it wait, UTC; pauses and reviews add to it. Null without a timeout, and until it began.</summary>
    public DateTime? Deadline { get; set; }

    /// <summary>When its time was found to be over, UTC; null otherwise. No further call is sent, and it ends as failed.</summary>
    public DateTime? TimedOutAt { get; set; }

    /// <summary>A person asked for it to end; no further call is sent.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>A person asked for calls under way to be broken off too, although they may be charged.</summary>
    public bool AbortRequested { get; set; }

    /// <summary>The run this one repeats, with other inputs, another version or from a later step; null for a first run.</summary>
    public RunId? RerunOf { get; init; }

    /// <summary>Why it failed, in plain words; empty otherwise.</summary>
    public string Problem { get; set; } = "";

    /// <summary>True when the state is final.</summary>
    public static bool IsFinal(RunState state) =>
        state is RunState.Succeeded or RunState.Rejected or RunState.Failed or RunState.Cancelled;
}

internal sealed class RunConfiguration : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.Property(r => r.Priority).HasConversion<int>();
        // Numbered the wake-ups of builds before; not worth making the table anew.
        builder.Property<int>("Wakes");
        builder.HasIndex(r => new { r.State, r.TriggeredAt });
        builder.HasIndex(r => new { r.PipelineId, r.State, r.Priority, r.TriggeredAt });
        builder.HasIndex(r => new { r.PipelineId, r.TriggeredAt });
        // The list of runs, newest first, and a pipeline's last that ended: with 100,000 runs a second each without these.
        builder.HasIndex(r => new { r.TriggeredAt, r.Id });
        builder.HasIndex(r => new { r.Money, r.TriggeredAt });
        builder.HasIndex(r => new { r.PipelineId, r.EndedAt });
        builder.HasIndex(r => r.EndedAt);
        // Nearly all runs have none, which a planner that counts takes for an index of one value.
        builder.HasIndex(r => r.RerunOf).HasFilter("\"RerunOf\" IS NOT NULL");
    }
}
