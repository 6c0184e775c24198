using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference.Providers;

/// <summary>
/// What an installation is asked that is older than failover within a tier: whether the providers it had then may answer for each other
/// too. Until that is answered they do not, and nothing changes. A newer installation has no such row and is not asked.
/// </summary>
public sealed class FailoverQuestion
{
    /// <summary>The key of the one row.</summary>
    public const int Only = 1;

    public int Id { get; init; } = Only;

    /// <summary>The names of the providers there were, parted by commas; null until the first start has noted them.</summary>
    public string? Earlier { get; set; }

    /// <summary>Null while it is open.</summary>
    public bool? Answer { get; set; }

    /// <summary>Who answered; empty while it is open.</summary>
    public string AnsweredBy { get; set; } = "";

    /// <summary>UTC; null while it is open.</summary>
    public DateTime? AnsweredAt { get; set; }

    /// <summary>The names of <see cref="Earlier"/>.</summary>
    public IReadOnlyList<string> EarlierNames => (Earlier ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a provider answers for others of its tier, and they for it.</summary>
    public bool TakesPart(string provider) => Answer == true || (Earlier is not null && !EarlierNames.Contains(provider));
}

internal sealed class FailoverQuestionConfiguration : IEntityTypeConfiguration<FailoverQuestion>
{
    public void Configure(EntityTypeBuilder<FailoverQuestion> builder)
    {
        builder.Property(q => q.Id).ValueGeneratedNever();
        builder.Ignore(q => q.EarlierNames);
    }
}
