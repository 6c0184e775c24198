using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Standing;

/// <summary>Which runs; what is null does not narrow.</summary>
public sealed record RunListFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public RunState? State { get; init; }

    /// <summary>Triggered at or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Triggered before, UTC.</summary>
    public DateTime? To { get; init; }

    public MoneyMode? Money { get; init; }

    /// <summary>Only runs that have not ended.</summary>
    public bool UnderWay { get; init; }

    /// <summary>Only runs under way that stand so.</summary>
    public RunStanding? Standing { get; init; }

    /// <summary>Only runs that wait for this kind of thing.</summary>
    public WaitKind? WaitsFor { get; init; }

    /// <summary>Of these only those that wait for this one, as <see cref="WaitGroup.Target"/>; of no meaning without the kind.</summary>
    public string? WaitTarget { get; init; }

    /// <summary>A run's id, or part of its problem, of who or what started it, of its cost centre or its pipeline's name, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Where to go on, as the page before said.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Rows at most, 1 to 500.</summary>
    public int Take { get; init; } = 50;
}
