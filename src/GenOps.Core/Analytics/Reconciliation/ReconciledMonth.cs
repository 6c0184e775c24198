using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>What the last look at one month of one money found. The next look replaces it.</summary>
internal sealed class ReconciledMonth
{
    private static readonly JsonSerializerOptions Names = new() { Converters = { new JsonStringEnumConverter() } };

    public required MoneyMode Money { get; init; }

    /// <summary>Its first day in the reporting time zone; days count from 1 January of the year 1.</summary>
    public required int Month { get; init; }

    /// <summary>The moment as of which all was compared, UTC.</summary>
    public required DateTime CheckedAt { get; init; }

    /// <summary>What runs cost by the sums, nano-dollars.</summary>
    public required long SummedNanos { get; init; }

    /// <summary>What runs cost by the bare ledger.</summary>
    public required long BookedNanos { get; init; }

    /// <summary>What the ledger holds of calls, without duplicate charges.</summary>
    public required long BookedOfCallsNanos { get; init; }

    /// <summary>What the calls say they cost.</summary>
    public required long CallsNanos { get; init; }

    /// <summary>How many differences there are.</summary>
    public required long Differences { get; init; }

    /// <summary>How much money they are; 0 where only counts differ.</summary>
    public required long DifferenceNanos { get; init; }

    /// <summary>The differences by sort, as JSON.</summary>
    public required string Details { get; init; }

    /// <summary>Writes differences as <see cref="Details"/>.</summary>
    public static string Write(IReadOnlyList<DifferenceGroup> groups) => Json.Serialize(groups, Names);

    /// <summary>As it is told.</summary>
    public ReconciliationMonth Tell() => new(
        DateOnly.FromDayNumber(Month), CheckedAt, SummedNanos, BookedNanos, BookedOfCallsNanos, CallsNanos, Differences, DifferenceNanos,
        Json.Deserialize<IReadOnlyList<DifferenceGroup>>(Details, Names) ?? []);
}

internal sealed class ReconciledMonthConfiguration : IEntityTypeConfiguration<ReconciledMonth>
{
    public void Configure(EntityTypeBuilder<ReconciledMonth> builder) => builder.ToTable("ReconciledMonths").HasKey(m => new { m.Money, m.Month });
}
