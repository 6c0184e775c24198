using GenOps.Core.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Runs.Starting;

/// <summary>A start that named a key, so that the same start again gives the same run.</summary>
public sealed class RunRequest
{
    public required RunRequestId Id { get; init; }

    /// <summary>Who asked; a key is the caller's own.</summary>
    public required string Caller { get; init; }

    /// <summary>As the caller wrote it.</summary>
    public required string Key { get; init; }

    /// <summary>Of what was asked for.</summary>
    public required BlobHash BodyHash { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}

internal sealed class RunRequestConfiguration : IEntityTypeConfiguration<RunRequest>
{
    public void Configure(EntityTypeBuilder<RunRequest> builder) => builder.HasIndex(r => new { r.Caller, r.Key }).IsUnique();
}
