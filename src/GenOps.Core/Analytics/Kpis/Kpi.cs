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

    /// <summary>Whether it holds cost against what outputs are worth. Of some models' cost alone that would say nothing true, since outputs are those of all.</summary>
    protected virtual bool HoldsCostAgainstWorth => false;

    /// <summary>The figure of these sums; none where the filter leaves only some models' cost and that is held against all outputs.</summary>
    public KpiValue ValueOf(KpiSums sums, AnalyticsFilter filter) => HoldsCostAgainstWorth && filter.RestrictsCostOnly
        ? KpiValue.None(Definition.Unit, "Provider, model and tier narrow cost, but not what outputs are worth. Take these filters off to see it.")
        : Formula(sums);

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
