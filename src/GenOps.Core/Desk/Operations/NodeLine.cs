using GenOps.Core.Runs.Nodes;

namespace GenOps.Core.Desk.Operations;

/// <summary>One process, and what it has in hand.</summary>
public sealed record NodeLine
{
    public required string Name { get; init; }

    public required string Machine { get; init; }

    /// <summary><c>all</c>, <c>web</c> or <c>worker</c>.</summary>
    public required string Role { get; init; }

    public required string Version { get; init; }

    /// <summary>How many runs it works on at once; 0 where it works on none.</summary>
    public required int Workers { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime SeenAt { get; init; }

    /// <summary>False when it has not been heard of for <see cref="NodeHeartbeat.Gone"/>: its steps go to others when their leases end.</summary>
    public required bool Lives { get; init; }

    /// <summary>Steps it holds a lease on that has not run out.</summary>
    public required int Steps { get; init; }
}
