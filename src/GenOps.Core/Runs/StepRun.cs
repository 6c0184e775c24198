using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Runs;

/// <summary>One step of a run; one per item under a map, besides the mapped step's own.</summary>
public sealed class StepRun
{
    public required StepRunId Id { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>The step's id in the definition.</summary>
    public required string StepId { get; init; }

    /// <summary>The kind of step, as the definition writes it.</summary>
    public required string Kind { get; init; }

    /// <summary>Place of the item under a map, from 0; −1 for a step that is no item.</summary>
    public int Item { get; init; } = NoItem;

    /// <summary>Place in the definition, for display.</summary>
    public required int Position { get; init; }

    public StepState State { get; set; } = StepState.Blocked;

    /// <summary>
    /// Not before, UTC; null when at once. A step that is made to wait says for what in <see cref="WaitsFor"/>: without a reason
    /// it is ready whatever this says, since the clock of another node may have written it.
    /// </summary>
    public DateTime? ReadyAt { get; set; }

    /// <summary>Raised by an operator's retry; calls of an older one are waste.</summary>
    public int Generation { get; set; }

    /// <summary>How often it was claimed.</summary>
    public int Attempts { get; set; }

    /// <summary>How many exceptions broke it off since an answer of it was newly recorded, 0 to 3; never waits, holds, lost leases, or what the database refused.</summary>
    public int Exceptions { get; set; }

    /// <summary>How many leases in a row were lost (killed, stopped) since an answer of it was newly recorded, 0 to 10; never what a stopping process gave back.</summary>
    public int LostLeases { get; set; }

    /// <summary>The worker that holds it; empty when none does.</summary>
    public string LeaseOwner { get; set; } = "";

    /// <summary>Raised by each claim; a late writer with an older one is refused.</summary>
    public int LeaseEpoch { get; set; }

    /// <summary>UTC; null when not leased.</summary>
    public DateTime? LeaseUntil { get; set; }

    /// <summary>UTC of the first claim.</summary>
    public DateTime? StartedAt { get; set; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>When its time is over if nothing holds it, UTC; pauses add to it. Null without a timeout, and until it was claimed.</summary>
    public DateTime? Deadline { get; set; }

    /// <summary>What it gave, canonical JSON in a blob; null until then.</summary>
    public Blobs.BlobHash? OutputHash { get; set; }

    /// <summary>The judge's score, 0 to 1; null where none was given.</summary>
    public double? Score { get; set; }

    /// <summary>How many facts the judge missed; null where none was given.</summary>
    public int? Missing { get; set; }

    /// <summary>Whether the output follows its schema; null where it has none.</summary>
    public bool? SchemaValid { get; set; }

    /// <summary>What it waits for while it is ready or its reviews are open; else what it waited for last.</summary>
    public WaitKind WaitsFor { get; set; }

    /// <summary>Which provider, budget, place or pause, as <see cref="WaitKind"/> says; empty where there is nothing to name.</summary>
    public string WaitTarget { get; set; } = "";

    /// <summary>Since when it has waited for that, trials in between included, UTC; null when it has not, or it is not known.</summary>
    public DateTime? WaitSince { get; set; }

    /// <summary>When that ends by itself, or is looked at again, UTC; null where nobody knows.</summary>
    public DateTime? WaitUntil { get; set; }

    /// <summary>Why it waits or failed, in plain words for people; empty otherwise. Never decides anything.</summary>
    public string Problem { get; set; } = "";

    /// <summary>The provider whose pause stopped it; empty for none. It gives back the time of that pause.</summary>
    public string HeldFor { get; set; } = "";

    /// <summary>The run whose finished step this one is a copy of, at no cost; null for one that was worked on.</summary>
    public RunId? ReusedFrom { get; init; }

    /// <summary>The <see cref="Item"/> of a step that is no item of a map.</summary>
    public const int NoItem = -1;

    /// <summary>Says what it waits for. Who waits on for the same has waited since the beginning.</summary>
    /// <param name="cause">For what.</param>
    /// <param name="until">When that ends by itself or is looked at again, UTC; null where nobody knows.</param>
    /// <param name="now">UTC.</param>
    public void WaitFor(WaitCause cause, DateTime? until, DateTime now)
    {
        if (WaitSince is null || (WaitsFor, WaitTarget) != (cause.Kind, cause.Target)) WaitSince = now;
        (WaitsFor, WaitTarget, WaitUntil) = (cause.Kind, cause.Target, until);
    }

    /// <summary>It waits for nothing any more.</summary>
    public void WaitNoMore() => (WaitsFor, WaitTarget, WaitSince, WaitUntil) = (WaitKind.None, "", null, null);

    /// <summary>True when a step in this state was done, or rightly left out; not one that failed or was never reached.</summary>
    public static bool IsDone(StepState state) => state is StepState.Succeeded or StepState.Skipped;

    /// <summary>Every state but the final ones.</summary>
    public static IReadOnlyList<StepState> OpenStates { get; } = [.. Enum.GetValues<StepState>().Where(s => !IsFinal(s))];

    /// <summary>True when nothing more happens to a step in this state.</summary>
    public static bool IsFinal(StepState state) =>
        state is StepState.Succeeded or StepState.Skipped or StepState.Failed or StepState.Cancelled;
}

internal sealed class StepRunConfiguration : IEntityTypeConfiguration<StepRun>, IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<StepRun> builder)
    {
        builder.HasIndex(s => new { s.RunId, s.StepId, s.Item }).IsUnique();
        builder.HasIndex(s => new { s.State, s.LeaseUntil });
        // What is ready or open of a run, in order, whatever number of items has ended.
        builder.HasIndex(s => new { s.RunId, s.State, s.Position, s.Item });
        builder.HasIndex(s => s.StepId).HasFilter("\"WaitsFor\" = 'StepPlace'");
        builder.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Hold> builder)
    {
        builder.HasIndex(h => new { h.Scope, h.Target, h.ReleasedAt });
        builder.HasIndex(h => new { h.ReleasedAt, h.Until });
        builder.HasIndex(h => h.RunId);
        builder.HasIndex(h => h.StepRunId);
    }
}
