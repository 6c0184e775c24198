using GenOps.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Reviews;

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
        builder.HasIndex(l => l.RunId);
        builder.HasIndex(l => new { l.Money, l.At });
    }
}
