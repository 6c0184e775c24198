using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Runs.Nodes;

/// <summary>One process of GenOps, as it says of itself every few seconds.</summary>
public sealed class Node
{
    /// <summary>As leases name it; new at each start.</summary>
    public required string Name { get; init; }

    /// <summary>Machine and data folder, the same at each start: as calls name whose spool may hold their answer.</summary>
    public required string Home { get; init; }

    /// <summary>Its machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary><c>all</c>, <c>web</c> or <c>worker</c>.</summary>
    public required string Role { get; init; }

    /// <summary>GenOps's version.</summary>
    public required string Version { get; init; }

    /// <summary>How many runs it works on at once; 0 where it works on none.</summary>
    public required int Workers { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>UTC; when it last said that it lives.</summary>
    public required DateTime SeenAt { get; set; }
}

internal sealed class NodeConfiguration : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> builder) => builder.HasKey(n => n.Name);
}
