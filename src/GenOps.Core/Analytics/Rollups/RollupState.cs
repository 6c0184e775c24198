namespace GenOps.Core.Analytics.Rollups;

/// <summary>How far the sums have come: one row.</summary>
internal sealed class RollupState
{
    public const int OnlyId = 1;

    public required int Id { get; init; }

    /// <summary>Raised when all has to be summed anew.</summary>
    public required int Build { get; init; }

    /// <summary>Raised by each change of the sums, so that nobody writes what he worked out beside another.</summary>
    public long Round { get; init; }

    /// <summary>The reporting time zone whose days they are.</summary>
    public required string Zone { get; init; }

    /// <summary>Which facts are summed, by which rules.</summary>
    public required string Facts { get; init; }

    /// <summary>While they are built: the last run that is in them, in the order of keys; null when all are.</summary>
    public RunId? BuiltTo { get; init; }

    /// <summary>Runs there were when the build began.</summary>
    public long RunsToBuild { get; init; }

    /// <summary>Runs of those that are in the sums.</summary>
    public long RunsBuilt { get; init; }

    /// <summary>When the build began, UTC. What changed its class or state before is told as of a day before as it was then.</summary>
    public required DateTime BegunAt { get; init; }

    /// <summary>The last day of which nothing can be added any more to what was known by its end; 0 before the first.</summary>
    public int KnownThrough { get; init; }
}
