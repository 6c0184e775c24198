using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Tools;

/// <summary>One request to one tool; its states are those of a paid call.</summary>
public sealed class ToolCall
{
    public required ToolCallId Id { get; init; }

    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    public required int Generation { get; init; }

    public required int Ordinal { get; init; }

    public required int Attempt { get; init; }

    public required MoneyMode Money { get; init; }

    public required string Tool { get; init; }

    public CallState State { get; set; } = CallState.Intent;

    public required BlobHash RequestHash { get; init; }

    public BlobHash? AnswerHash { get; set; }

    /// <summary>What it cost; null while unknown or unpriced.</summary>
    public long? CostNanos { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null before.</summary>
    public DateTime? EndedAt { get; set; }
}

internal sealed class ToolCallConfiguration : IEntityTypeConfiguration<ToolCall>
{
    public void Configure(EntityTypeBuilder<ToolCall> builder) =>
        builder.HasIndex(c => new { c.StepRunId, c.Generation, c.Ordinal, c.Attempt }).IsUnique();
}
