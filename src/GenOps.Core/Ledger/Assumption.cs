using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Ledger;

/// <summary>Where a figure comes from, and so whether it may speak of real money.</summary>
public enum AssumptionOrigin
{
    /// <summary>It shipped with GenOps, and nobody has said that it is true here: for the sandbox only.</summary>
    Example,

    /// <summary>A person wrote it into a pipeline's definition.</summary>
    Definition,

    /// <summary>A person stated or confirmed it.</summary>
    Person,
}

/// <summary>A figure somebody stated: a rate, a baseline, a value. Never changed; a newer one takes its place from its date on.</summary>
public sealed class Assumption
{
    public required AssumptionId Id { get; init; }

    /// <summary>The pipeline it holds for; null for the whole company.</summary>
    public PipelineId? PipelineId { get; init; }

    /// <summary>One of <see cref="AssumptionKeys"/>.</summary>
    public required string Key { get; init; }

    /// <summary>In the key's unit; null withdraws it.</summary>
    public decimal? Value { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Known since, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    public required string Author { get; init; }

    public required AssumptionOrigin Origin { get; init; }

    /// <summary>Why this figure.</summary>
    public string Note { get; init; } = "";
}

/// <summary>The figures GenOps asks for.</summary>
public static class AssumptionKeys
{
    /// <summary>Minutes a person took for one output before; minutes.</summary>
    public const string BaselineMinutes = "baseline_minutes";

    /// <summary>What an hour of a person costs; USD per hour.</summary>
    public const string LabourRate = "labour_rate";

    /// <summary>What an accepted output is worth; USD.</summary>
    public const string ValuePerOutput = "value_per_output";

    /// <summary>A cost that falls due each month; USD.</summary>
    public const string FixedMonthly = "fixed_monthly";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [BaselineMinutes, LabourRate, ValuePerOutput, FixedMonthly];
}

internal sealed class AssumptionConfiguration : IEntityTypeConfiguration<Assumption>
{
    public void Configure(EntityTypeBuilder<Assumption> builder)
    {
        builder.HasIndex(a => new { a.PipelineId, a.Key, a.ValidFrom });
        builder.Property(a => a.Value).HasPrecision(28, 9);
    }
}
