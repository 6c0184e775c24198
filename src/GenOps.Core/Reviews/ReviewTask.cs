using GenOps.Core.Access;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Reviews;

/// <summary>Where a review stands.</summary>
public enum ReviewState
{
    /// <summary>It waits for a person.</summary>
    Open,

    /// <summary>Somebody decided.</summary>
    Decided,

    /// <summary>The run ended before anybody did.</summary>
    Closed,
}

/// <summary>What a reviewer can say.</summary>
public enum ReviewVerdict
{
    /// <summary>Good as it is.</summary>
    Approve,

    /// <summary>Good after the reviewer's changes.</summary>
    Edit,

    /// <summary>Not to be used.</summary>
    Reject,

    /// <summary>The decision before was taken back: no verdict of its own, and only GenOps appends it.</summary>
    Undone,
}

/// <summary>What a person did in the time that was counted.</summary>
public enum LabourActivity
{
    /// <summary>Reading and deciding.</summary>
    Review,

    /// <summary>Changing the output.</summary>
    Rework,

    /// <summary>Strategy, ethics or creative direction.</summary>
    Direction,
}

/// <summary>One output that a person must look at, for one review step.</summary>
public sealed class ReviewTask
{
    public required ReviewTaskId Id { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>The review step.</summary>
    public required StepRunId StepRunId { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>The roles that may decide, canonical JSON.</summary>
    public required string RoleNames { get; init; }

    /// <summary>What the pipeline's author asks the reviewer to look for; empty for nothing in particular.</summary>
    public string Instructions { get; init; } = "";

    public ReviewState State { get; set; } = ReviewState.Open;

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>UTC; null while open.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Until when its decision can be taken back, UTC: its step waits as long. Null for one that holds at once.</summary>
    public DateTime? UndoUntil { get; set; }

    /// <summary>The rejection in another review of the same output that closed this one; null for none.</summary>
    public ReviewDecisionId? ClosedBy { get; set; }
}

/// <summary>Somebody is looking at it, until the lease ends.</summary>
public sealed class ReviewClaim
{
    public required ReviewClaimId Id { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    public required Guid UserId { get; init; }

    public required string UserName { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ClaimedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime Until { get; set; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? ReleasedAt { get; set; }
}

/// <summary>What was decided, on which revision, by whom. Immutable: one that is taken back stays, and a further row says so.</summary>
public sealed class ReviewDecision
{
    public required ReviewDecisionId Id { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    /// <summary>Which of its review's decisions, from 1; unique within it.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The decision that this one takes back; null for a verdict.</summary>
    public ReviewDecisionId? Undoes { get; init; }

    public required OutputId OutputId { get; init; }

    public required ReviewVerdict Verdict { get; init; }

    /// <summary>The hash of the revision decided on: as shown, or after the edit.</summary>
    public required string RevisionHash { get; init; }

    /// <summary>Why; never empty for a rejection.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Unified diff of the edit; empty without one.</summary>
    public string Diff { get; init; } = "";

    public Guid? ReviewerId { get; init; }

    public required string ReviewerName { get; init; }

    /// <summary>Where it was made: <c>page</c>, <c>api</c>, <c>cli</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime DecidedAt { get; init; }
}

/// <summary>Time a person spent on an output.</summary>
public sealed class Labour : IChargedLabour
{
    public required LabourId Id { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    public required MoneyMode Money { get; init; }

    public required string PersonName { get; init; }

    /// <summary>Active seconds; 0 when not measured.</summary>
    public required int Seconds { get; init; }

    public required LabourActivity Activity { get; init; }

    /// <summary>False for a decision through the API, whose time nobody saw.</summary>
    public required bool Measured { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}

internal sealed class ReviewConfiguration :
    IEntityTypeConfiguration<ReviewTask>, IEntityTypeConfiguration<ReviewClaim>,
    IEntityTypeConfiguration<ReviewDecision>, IEntityTypeConfiguration<Labour>
{
    public void Configure(EntityTypeBuilder<ReviewTask> builder)
    {
        builder.HasIndex(t => new { t.StepRunId, t.OutputId }).IsUnique();
        builder.HasIndex(t => new { t.State, t.OpenedAt });
        builder.HasIndex(t => t.RunId);
        builder.HasIndex(t => t.ClosedBy);
    }

    public void Configure(EntityTypeBuilder<ReviewClaim> builder)
    {
        builder.HasIndex(c => new { c.TaskId, c.ReleasedAt });
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<ReviewDecision> builder)
    {
        builder.Property(d => d.Number).HasDefaultValue(1);
        builder.HasIndex(d => new { d.TaskId, d.Number }).IsUnique();
        builder.HasIndex(d => d.OutputId);
    }

    public void Configure(EntityTypeBuilder<Labour> builder)
    {
        builder.HasIndex(l => l.OutputId);
        builder.HasIndex(l => new { l.Money, l.At });
    }
}
