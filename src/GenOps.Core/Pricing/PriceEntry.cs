using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Pricing;

/// <summary>What a unit costs, from when, and known since when. Never updated; a withdrawal is an entry.</summary>
public sealed class PriceEntry
{
    public required PriceEntryId Id { get; init; }

    /// <summary>The configured provider, or the vendor of a public list (<c>openai</c>).</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required Meter Meter { get; init; }

    /// <summary>As <c>standard</c>, <c>batch</c>, <c>priority</c>.</summary>
    public string ServiceTier { get; init; } = "standard";

    /// <summary>Input tokens above which the price holds; 0 for all.</summary>
    public long ContextAbove { get; init; }

    /// <summary>What the price further depends on, as an image's size and quality; empty for all.</summary>
    public string Variant { get; init; } = "";

    /// <summary>US dollars for one unit (one token, image, request or second); null withdraws the price.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Known since, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>Where the figure is from, and its date.</summary>
    public required string Source { get; init; }

    public required string Author { get; init; }
}

internal sealed class PriceEntryConfiguration : IEntityTypeConfiguration<PriceEntry>
{
    public void Configure(EntityTypeBuilder<PriceEntry> builder)
    {
        builder.HasIndex(p => new { p.Provider, p.Model, p.Meter, p.ValidFrom });
        builder.Property(p => p.UnitPrice).HasPrecision(28, 15);
    }
}
