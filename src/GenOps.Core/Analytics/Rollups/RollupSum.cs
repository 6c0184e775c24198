namespace GenOps.Core.Analytics.Rollups;

/// <summary>How long the stretch is that a sum is of.</summary>
internal enum RollupGrain
{
    /// <summary>A day, kept apart by the day on which it became known.</summary>
    Day = 0,

    /// <summary>A calendar month as it is known now.</summary>
    Month = 1,
}

/// <summary>What the rows of one key add up to in one stretch of time. Whole numbers only: days count from 1 January of the year 1.</summary>
internal sealed class RollupSum
{
    /// <summary>Which build of all sums it belongs to.</summary>
    public required int Build { get; init; }

    /// <summary>A <see cref="RollupGrain"/>.</summary>
    public required int Grain { get; init; }

    /// <summary>A <see cref="RollupFact"/>.</summary>
    public required int Fact { get; init; }

    /// <summary>The day, or the first day of the month, of the reporting time zone.</summary>
    public required int Day { get; init; }

    public required int KeyId { get; init; }

    /// <summary>The day on which it became known; 0 in a month.</summary>
    public required int RecordedOn { get; init; }

    /// <summary>In the fact's unit.</summary>
    public long Amount { get; init; }

    public long Rows { get; init; }

    /// <summary>When the first row with more than nothing lay, in ticks, UTC. It stays where that row went to another key.</summary>
    public long? FirstAt { get; init; }
}
