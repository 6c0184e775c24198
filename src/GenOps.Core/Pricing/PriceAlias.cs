using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Pricing;

/// <summary>
/// At one provider a model is priced as another: what the other costs, it costs, also when that changes. Never updated; an
/// entry without another model ends it.
/// </summary>
public sealed class PriceAlias
{
    public required PriceAliasId Id { get; init; }

    /// <summary>The configured provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The name in answers.</summary>
    public required string Model { get; init; }

    /// <summary>The model whose prices hold; empty ends it.</summary>
    public required string PricedAs { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Known since, UTC.</summary>
    public required DateTime RecordedAt { get; init; }

    /// <summary>How one knows that it is the same.</summary>
    public required string Source { get; init; }

    public required string Author { get; init; }
}

internal sealed class PriceAliasConfiguration : IEntityTypeConfiguration<PriceAlias>
{
    public void Configure(EntityTypeBuilder<PriceAlias> builder) => builder.HasIndex(a => new { a.Provider, a.Model, a.ValidFrom });
}
