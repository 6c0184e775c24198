namespace GenOps.Core.Analytics.Rollups;

/// <summary>
/// Durations in classes each 2 % wider than the one before, so that those of many runs can be added up and still have a median: a value
/// read back is off by at most <see cref="Error"/>. The classes of DDSketch (Masson, Rim, Lee: VLDB 2019).
/// </summary>
internal static class DurationSketch
{
    /// <summary>The largest error of a value, as a part of it.</summary>
    public const decimal Error = 0.02m;

    private static readonly double Width = Math.Log(1 + (double)Error);

    /// <summary>The class of a duration, from 1; 1 for what took no time, or less.</summary>
    public static int ClassOf(TimeSpan duration) => duration.Ticks <= 1 ? 1 : 2 + (int)(Math.Log(duration.Ticks) / Width);
}
