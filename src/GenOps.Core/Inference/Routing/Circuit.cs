using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Inference.Routing;

/// <summary>Whether calls go to a model of a provider.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>They do not, until <see cref="Circuit.ProbeAt"/>.</summary>
    Open,

    /// <summary>One call is trying whether it works again.</summary>
    Probing,
}

/// <summary>How one model of one provider fares, shared by all nodes through the database.</summary>
public sealed class Circuit
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public CircuitState State { get; set; } = CircuitState.Closed;

    /// <summary>Calls that failed, one after the other, until now.</summary>
    public int Failures { get; set; }

    /// <summary>How often it opened since a call last succeeded; each time it stays open twice as long.</summary>
    public int Trips { get; set; }

    /// <summary>UTC; null while closed.</summary>
    public DateTime? OpenedAt { get; set; }

    /// <summary>The next trial: from when one may begin, or until when the one that began may take. UTC; null while closed.</summary>
    public DateTime? ProbeAt { get; set; }

    /// <summary>The last failure, in plain words.</summary>
    public string Problem { get; set; } = "";
}

internal sealed class CircuitConfiguration : IEntityTypeConfiguration<Circuit>
{
    public void Configure(EntityTypeBuilder<Circuit> builder) => builder.HasKey(c => new { c.Provider, c.Model });
}
