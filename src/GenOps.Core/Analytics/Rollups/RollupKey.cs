using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>What sums by day are kept apart by. A combination gets its number when it is first met, and keeps it.</summary>
internal sealed class RollupKey
{
    /// <summary>From 1.</summary>
    public required int Id { get; init; }

    public required MoneyMode Money { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    public required string CostCentre { get; init; }

    /// <summary>What began the run.</summary>
    public required string Trigger { get; init; }

    /// <summary>Empty where the fact is of no step.</summary>
    public string StepId { get; init; } = "";

    /// <summary>Empty where the fact is of no call.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Empty where the fact is of no call.</summary>
    public string Model { get; init; } = "";

    public Tier? Tier { get; init; }

    /// <summary>The review rule that flagged an output; empty where the fact is not by rule.</summary>
    public string Rule { get; init; } = "";

    public CostKind? Kind { get; init; }

    public CostClass? Class { get; init; }

    /// <summary>The combination as one value to find it by.</summary>
    public (MoneyMode, PipelineId, PipelineVersionId, string, string, string, string, string, string, Tier?, CostKind?, CostClass?) Combination =>
        (Money, PipelineId, VersionId, CostCentre, Trigger, StepId, Provider, Model, Rule, Tier, Kind, Class);
}

/// <summary>The tables of the sums by day.</summary>
internal sealed class RollupConfiguration :
    IEntityTypeConfiguration<RollupKey>, IEntityTypeConfiguration<RollupSum>, IEntityTypeConfiguration<RollupSpread>, IEntityTypeConfiguration<RunRollup>,
    IEntityTypeConfiguration<RunStamp>, IEntityTypeConfiguration<RollupState>
{
    public void Configure(EntityTypeBuilder<RollupKey> builder)
    {
        builder.ToTable("RollupKeys").Ignore(k => k.Combination);
        builder.Property(k => k.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<RollupSum> builder) =>
        builder.ToTable("RollupSums").HasKey(s => new { s.Build, s.Grain, s.Fact, s.Day, s.KeyId, s.RecordedOn });

    public void Configure(EntityTypeBuilder<RollupSpread> builder) =>
        builder.ToTable("RollupSpreads").HasKey(s => new { s.Build, s.Grain, s.Fact, s.Day, s.KeyId, s.RecordedOn });

    public void Configure(EntityTypeBuilder<RunRollup> builder) => builder.ToTable("RunRollups").HasKey(r => r.RunId);

    public void Configure(EntityTypeBuilder<RunStamp> builder) => builder.ToTable("RunStamps");

    public void Configure(EntityTypeBuilder<RollupState> builder)
    {
        builder.ToTable("RollupStates");
        builder.Property(s => s.Id).ValueGeneratedNever();
    }
}
