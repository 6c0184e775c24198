using System.Globalization;
using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>One key figure: which sums it is made of, its formula, and its explanation.</summary>
internal abstract class Kpi
{
    public abstract KpiDefinition Definition { get; }

    /// <summary>What is counted.</summary>
    public abstract Measure Numerator { get; }

    /// <summary>What it is divided by; null where that is no sum of rows.</summary>
    public virtual Measure? Denominator => null;

    /// <summary>Further sums that the formula or the explanation needs.</summary>
    public virtual IReadOnlyList<Measure> Beside => [];

    /// <summary>The figure of these sums.</summary>
    public abstract KpiValue Formula(KpiSums sums);

    /// <summary>How it is computed, with the figures put in; whole sentences.</summary>
    public abstract string Explain(KpiSums sums, KpiValue value);

    /// <summary>What the figure does not hold and a reader must know beside it, each a short phrase.</summary>
    public virtual IReadOnlyList<string> Caveats(KpiSums sums) => [];

    /// <summary>The 95 % range, for a share of cases.</summary>
    public virtual KpiInterval? Interval(KpiSums sums) => null;

    /// <summary>The 90th percentile, for a median.</summary>
    public virtual KpiValue? Percentile90(KpiSums sums) => null;

    /// <summary>What it is divided by.</summary>
    public virtual KpiAmount? DenominatorOf(KpiSums sums) =>
        Denominator is { } measure && sums.Denominator is { } sum ? new KpiAmount(measure.Label, sum.Amount, measure.Unit, sum.Rows) : null;
}

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

/// <summary>Amounts as explanations write them: money to the last nano-dollar.</summary>
internal static class Exactly
{
    public static string Usd(decimal nanos)
    {
        var usd = Math.Abs(nanos) / Money.NanosPerUsd;
        return (nanos < 0 ? "−$" : "$") + usd.ToString("#,##0.00#######");
    }

    /// <summary>A net count of accepted outputs, with what was withdrawn where something was.</summary>
    public static string Outputs(PartSum accepted)
    {
        var withdrawn = -accepted.Cells.Where(c => c.Amount < 0).Sum(c => c.Amount);
        return withdrawn == 0 ? Number(accepted.Amount) : $"{Number(accepted.Amount)} ({Number(accepted.Amount + withdrawn)} less {Number(withdrawn)} withdrawn)";
    }

    public static string Number(decimal amount) => amount.ToString("#,##0.#########");

    public static string Hours(decimal seconds) => KpiValue.Format(seconds, KpiUnit.Seconds);
}
