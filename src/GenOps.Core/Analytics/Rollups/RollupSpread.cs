namespace GenOps.Core.Analytics.Rollups;

/// <summary>
/// What the durations of one key add up to in one stretch of time, by class of <see cref="DurationSketch"/>: one row where each class by
/// itself would be a row of hundreds.
/// </summary>
internal sealed class RollupSpread
{
    /// <summary>As <see cref="RollupSum.Build"/>.</summary>
    public required int Build { get; init; }

    /// <summary>As <see cref="RollupSum.Grain"/>.</summary>
    public required int Grain { get; init; }

    /// <summary>As <see cref="RollupSum.Fact"/>.</summary>
    public required int Fact { get; init; }

    /// <summary>As <see cref="RollupSum.Day"/>.</summary>
    public required int Day { get; init; }

    public required int KeyId { get; init; }

    /// <summary>As <see cref="RollupSum.RecordedOn"/>.</summary>
    public required int RecordedOn { get; init; }

    /// <summary>A <see cref="Spread"/>.</summary>
    public required byte[] Data { get; init; }
}
