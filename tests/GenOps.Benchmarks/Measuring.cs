using System.Diagnostics;

namespace GenOps.Benchmarks;

/// <summary>Small helps of all benchmarks.</summary>
internal static class Measuring
{
    /// <summary>The value that this share of all does not exceed; nearest rank.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    /// <summary>How often something was done in a second, over about so many seconds.</summary>
    public static double RateOf(double seconds, Action work)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        do
        {
            work();
            count++;
        }
        while (watch.Elapsed.TotalSeconds < seconds);

        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>A number of runs, scaled.</summary>
    public static int Scaled(int count, double scale) => Math.Max(8, (int)(count * scale));
}
