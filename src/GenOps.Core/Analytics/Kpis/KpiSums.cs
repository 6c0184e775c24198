using System.Globalization;
using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>The sums of one figure, or of one point of it.</summary>
/// <param name="Numerator">What is counted.</param>
/// <param name="Denominator">What it is divided by; null where the figure has no such sum.</param>
/// <param name="Beside">Further sums, in the order of <see cref="Kpi.Beside"/>.</param>
/// <param name="From">Begin of the stretch of time, UTC.</param>
/// <param name="To">End of the stretch of time, UTC.</param>
/// <param name="Buckets">The cut over time.</param>
/// <param name="Names">For the reasons and explanations.</param>
/// <param name="Zone">The reporting time zone.</param>
internal sealed record KpiSums(
    PartSum Numerator, PartSum? Denominator, IReadOnlyList<PartSum> Beside,
    DateTime From, DateTime To, IReadOnlyList<TimeBucket> Buckets, KpiNames Names, TimeZoneInfo Zone)
{
    /// <summary>Length of the stretch in weeks.</summary>
    public decimal Weeks => (To - From).Ticks / (decimal)TimeSpan.FromDays(7).Ticks;

    /// <summary>A time as people of the reporting time zone write it.</summary>
    public string Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, Zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
}
