using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>Production cost ÷ all cost; a share of money, no share of cases, so without an interval.</summary>
internal sealed class ResourceUtilisation : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "resource-utilisation", "Resource utilisation", KpiUnit.Share, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "How much of all spend made what was accepted, rather than checks, waste and what is undecided.");

    public override Measure Numerator => CostMeasure.Production;

    public override Measure Denominator => CostMeasure.Charged;

    public override KpiValue Formula(KpiSums sums) => sums.Denominator!.Amount <= 0
        ? KpiValue.None(KpiUnit.Share, "Nothing was charged in this period.")
        : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.Share);

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing
        ?? $"Production cost {Exactly.Usd(sums.Numerator.Amount)}, fixed cost included, ÷ all cost charged in the period {Exactly.Usd(sums.Denominator!.Amount)} = {value.Text}. "
            + "The rest went into checks, into what was rejected, repeated or lost, and into what nobody has decided yet.";
}
