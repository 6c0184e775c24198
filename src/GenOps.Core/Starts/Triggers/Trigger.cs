using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Starts a pipeline when something happens outside.</summary>
public sealed class Trigger
{
    public required TriggerId Id { get; init; }

    public required PipelineId PipelineId { get; init; }

    public required TriggerKind Kind { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    public bool Enabled { get; set; } = true;

    /// <summary>Which money its runs spend.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>The inputs all its runs share, JSON as given.</summary>
    public required string Inputs { get; init; }

    /// <summary>For a webhook: input → path of the JSON field it takes, as JSON.</summary>
    public string Mapping { get; init; } = "{}";

    /// <summary>For a webhook: the secret of its signatures, encrypted. Never shown again.</summary>
    public string ProtectedSecret { get; set; } = "";

    /// <summary>For a folder: its path below the root of watched folders.</summary>
    public string Folder { get; init; } = "";

    /// <summary>For a folder: the input that takes the file.</summary>
    public string FileInput { get; init; } = "";

    /// <summary>For a folder: how long a file must stand still.</summary>
    public int SettleSeconds { get; init; } = SaveTrigger.DefaultSettle;

    /// <summary>What keeps it from starting runs now; empty when nothing does.</summary>
    public string Problem { get; set; } = "";

    /// <summary>For a folder: what in it no run is made of, see <see cref="Triggers.LeftAlone"/>; empty for nothing.</summary>
    public string LeftAlone { get; set; } = "";

    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}

internal sealed class TriggerConfiguration : IEntityTypeConfiguration<Trigger>, IEntityTypeConfiguration<TriggerDelivery>
{
    public void Configure(EntityTypeBuilder<Trigger> builder) => builder.HasIndex(t => new { t.Kind, t.Enabled });

    public void Configure(EntityTypeBuilder<TriggerDelivery> builder)
    {
        builder.HasIndex(d => new { d.TriggerId, d.Key }).IsUnique();
        builder.HasIndex(d => new { d.TriggerId, d.Signature }).IsUnique();
        builder.HasIndex(d => new { d.TriggerId, d.At });
        builder.HasIndex(d => new { d.TriggerId, d.Settled });
    }
}
