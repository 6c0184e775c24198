using GenOps.Core.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference;

/// <summary>An answer of another sending of a call that has one already. It is charged beside the first; its bytes are kept.</summary>
public sealed class DuplicateAnswer
{
    public required ModelCallId CallId { get; init; }

    /// <summary>Of its bytes.</summary>
    public required BlobHash AnswerHash { get; init; }

    /// <summary>The provider's id of it; empty when unknown.</summary>
    public required string ProviderRef { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}

internal sealed class DuplicateAnswerConfiguration : IEntityTypeConfiguration<DuplicateAnswer>
{
    public void Configure(EntityTypeBuilder<DuplicateAnswer> builder)
    {
        builder.HasKey(d => new { d.CallId, d.AnswerHash });
        builder.HasOne<ModelCall>().WithMany().HasForeignKey(d => d.CallId).OnDelete(DeleteBehavior.Restrict);
    }
}
