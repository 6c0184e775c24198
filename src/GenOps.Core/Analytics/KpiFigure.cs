using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Reconciliation;

namespace GenOps.Core.Analytics;

/// <summary>A key figure with its parts, worked out from the rows.</summary>
public sealed class KpiFigure
{
    internal KpiFigure(Kpi kpi, KpiNames names, TimeZoneInfo zone)
    {
        Zone = zone;
        Kpi = kpi;
        Names = names;
    }

    /// <summary>What it is and along what it can be taken apart.</summary>
    public KpiDefinition Definition => Kpi.Definition;

    /// <summary>Along what it can be taken apart as it was asked for.</summary>
    public IReadOnlyList<KpiAxis> Axes => Filter.ByModel ? Definition.Axes : [.. Definition.Axes.Where(a => a != KpiAxis.Model)];

    public required AnalyticsFilter Filter { get; init; }

    public required KpiValue Value { get; init; }

    public required KpiAmount Numerator { get; init; }

    /// <summary>Null where the figure is no fraction.</summary>
    public KpiAmount? Denominator { get; init; }

    /// <summary>The 95 % range, where the figure is a share of cases.</summary>
    public KpiInterval? Interval { get; init; }

    /// <summary>Nine in ten cases are no longer than this, where the figure is a median.</summary>
    public KpiValue? Percentile90 { get; init; }

    /// <summary>How it is computed, with the figures put in.</summary>
    public required string Explanation { get; init; }

    /// <summary>The statements it rests on, by scope; none where it is counted or charged alone.</summary>
    public IReadOnlyList<AssumptionUse> Assumptions { get; init; } = [];

    /// <summary>What it does not hold and a reader must know beside it, each a short phrase.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];

    /// <summary>Its buckets over time, also those in which nothing happened.</summary>
    public required IReadOnlyList<TimeBucket> Buckets { get; init; }

    /// <summary>One list for each measure of the figure: the numerator's, the denominator's, and what else it needs.</summary>
    internal IReadOnlyList<IReadOnlyList<Cell>> Cells { get; init; } = [];

    /// <summary>The numerator by rule, where the figure has that axis.</summary>
    internal IReadOnlyList<Cell> RuleCells { get; init; } = [];

    internal Kpi Kpi { get; }

    internal KpiNames Names { get; }

    internal TimeZoneInfo Zone { get; }

    /// <summary>
    /// The figure taken apart along one or two axes. The numerators sum to the figure's own, except by
    /// <see cref="KpiAxis.Rule"/>; over time and by pipeline or version each point has its own denominator,
    /// by kind, class, rule and model the whole one, so that stacked points reach the figure.
    /// </summary>
    public IReadOnlyList<KpiPoint> By(params KpiAxis[] axes) => KpiBreakdown.Of(this, axes);

    /// <summary>Whether another, worked out at another time, is the same in all that is shown of it.</summary>
    internal bool SaysWhat(KpiFigure other) => ReferenceEquals(this, other)
        || (Filter == other.Filter && Explanation == other.Explanation
            && Cells.Append(RuleCells).Zip(other.Cells.Append(other.RuleCells)).All(pair => !UnequalCells.Between(pair.First, pair.Second, key => key.Place).Any()));

    /// <summary>Sums with the stretch of time they are about.</summary>
    internal KpiSums SumsOf(PartSum numerator, PartSum? denominator, IReadOnlyList<PartSum> beside, KpiSlice slice)
    {
        var narrowed = slice.Narrow(Filter);
        return new KpiSums(numerator, denominator, beside, narrowed.From, narrowed.To, Buckets, Names, Zone);
    }
}
