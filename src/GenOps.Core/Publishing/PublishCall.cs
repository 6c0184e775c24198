using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Publishing;

/// <summary>One delivery to one channel; its states are those of a paid call.</summary>
public sealed class PublishCall
{
    public required PublishCallId Id { get; init; }

    public required RunId RunId { get; init; }

    public required StepRunId StepRunId { get; init; }

    public required int Generation { get; init; }

    /// <summary>Which delivery of the step, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Which sending of it, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The folder or address it goes to.</summary>
    public required string Target { get; init; }

    public CallState State { get; set; } = CallState.Intent;

    /// <summary>SHA-256 of what is delivered, hex; a replay that differs stops the run.</summary>
    public required string ContentHash { get; init; }

    /// <summary>What came of it, in plain words; empty while under way.</summary>
    public string Result { get; set; } = "";

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null before.</summary>
    public DateTime? EndedAt { get; set; }
}

internal sealed class PublishCallConfiguration : IEntityTypeConfiguration<PublishCall>
{
    public void Configure(EntityTypeBuilder<PublishCall> builder) =>
        builder.HasIndex(c => new { c.StepRunId, c.Generation, c.Ordinal, c.Attempt }).IsUnique();
}
