using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Standing;

/// <summary>What a step or a run waits for.</summary>
public sealed record WaitDetail
{
    /// <summary>The kind of thing.</summary>
    public required WaitKind For { get; init; }

    /// <summary>Which one, as lists filter by it: a provider, a budget's id, a place; empty where there is nothing to name.</summary>
    public required string Target { get; init; }

    /// <summary>The same as people call it.</summary>
    public required string Name { get; init; }

    /// <summary>UTC; null where it is not known.</summary>
    public DateTime? Since { get; init; }

    /// <summary>When it ends by itself or is looked at again, UTC; null where nobody knows.</summary>
    public DateTime? Until { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Why { get; init; }
}

/// <summary>All runs of one money that wait for one thing.</summary>
public sealed record WaitGroup
{
    public required WaitKind For { get; init; }

    /// <summary>As <see cref="WaitDetail.Target"/>; with <see cref="For"/> it filters the list of runs to exactly these.</summary>
    public required string Target { get; init; }

    /// <summary>The same as people call it.</summary>
    public required string Name { get; init; }

    /// <summary>How many.</summary>
    public required int Runs { get; init; }

    /// <summary>Since when the first of them, UTC; null where it is not known.</summary>
    public DateTime? Since { get; init; }

    /// <summary>When the first of them goes on or is looked at again, UTC; null where nobody knows.</summary>
    public DateTime? Until { get; init; }

    /// <summary>What one of them says.</summary>
    public required string Why { get; init; }

    /// <summary>The provider that could take their calls instead; null where none can, or that would not help.</summary>
    public string? RerouteTo { get; init; }
}
