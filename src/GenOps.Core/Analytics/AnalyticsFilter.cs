using GenOps.Core.Calls;

namespace GenOps.Core.Analytics;

/// <summary>The unit of time in which a figure is shown over a period.</summary>
public enum BucketUnit
{
    /// <summary>A calendar day of the reporting time zone.</summary>
    Day,

    /// <summary>A week of the reporting time zone, from Monday.</summary>
    Week,

    /// <summary>A calendar month of the reporting time zone.</summary>
    Month,

    /// <summary>A calendar year of the reporting time zone.</summary>
    Year,
}

/// <summary>What a figure is about. Live and sandbox money are never in one figure.</summary>
public sealed record AnalyticsFilter
{
    /// <summary>Which money.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>The period's begin, UTC, inclusive.</summary>
    public required DateTime From { get; init; }

    /// <summary>The period's end, UTC, exclusive.</summary>
    public required DateTime To { get; init; }

    /// <summary>One pipeline; null for all, with what belongs to none.</summary>
    public PipelineId? Pipeline { get; init; }

    /// <summary>One version; null for all.</summary>
    public PipelineVersionId? Version { get; init; }

    /// <summary>One cost centre, as the runs' snapshots name it; null for all.</summary>
    public string? CostCentre { get; init; }

    /// <summary>One provider; null for all. Restricts cost rows and calls only.</summary>
    public string? Provider { get; init; }

    /// <summary>One model; null for all. Restricts cost rows and calls only.</summary>
    public string? Model { get; init; }

    /// <summary>One tier; null for all. Restricts cost rows and calls only.</summary>
    public Tier? Tier { get; init; }

    /// <summary>
    /// As it was known at the end of this day of the reporting time zone: what was recorded later is not in it. Such a figure stays the same.
    /// Null for what is known now.
    /// </summary>
    public DateOnly? KnownOn { get; init; }

    /// <summary>How the period is cut; null for what suits its length.</summary>
    public BucketUnit? Bucket { get; init; }

    /// <summary>Whether what can be taken apart by model is kept apart by it; it is not where nobody asks, since that makes many times the cells.</summary>
    public bool ByModel { get; init; }

    /// <summary>True when a filter is set that restricts cost rows and calls, but not outputs.</summary>
    public bool RestrictsCostOnly => Provider is not null || Model is not null || Tier is not null;

    /// <summary>Refuses a period that cannot be.</summary>
    /// <exception cref="InvalidInputException">The end is not after the begin, or a time is not UTC.</exception>
    internal void Check()
    {
        if (From.Kind != DateTimeKind.Utc || To.Kind != DateTimeKind.Utc)
        {
            throw new InvalidInputException("from", "The period is not given in UTC.", "Give times such as 2026-11-01T00:00:00Z.");
        }

        if (To <= From)
        {
            throw new InvalidInputException("to", "The period ends before it begins.", "Give an end after the begin.");
        }
    }
}
