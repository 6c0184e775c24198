using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>A plain sum.</summary>
internal sealed class SumKpi(KpiDefinition definition, Measure measure, Func<KpiSums, string> explain) : Kpi
{
    public override KpiDefinition Definition => definition;

    public override Measure Numerator => measure;

    public override KpiValue Formula(KpiSums sums) => KpiValue.Of(sums.Numerator.Amount, definition.Unit);

    public override string Explain(KpiSums sums, KpiValue value) => explain(sums);
}

/// <summary>A share of cases, with its 95 % Wilson interval.</summary>
internal sealed class ShareKpi(KpiDefinition definition, Measure hits, Measure cases, string reasonForNone) : Kpi
{
    public override KpiDefinition Definition => definition;

    public override Measure Numerator => hits;

    public override Measure Denominator => cases;

    public override KpiValue Formula(KpiSums sums) => sums.Denominator!.Amount == 0
        ? KpiValue.None(KpiUnit.Share, reasonForNone)
        : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.Share);

    public override KpiInterval? Interval(KpiSums sums) =>
        sums.Denominator!.Amount == 0 ? null : WilsonInterval.Of(sums.Numerator.Amount, sums.Denominator.Amount);

    public override string Explain(KpiSums sums, KpiValue value)
    {
        var text = $"{Exactly.Number(sums.Numerator.Amount)} {hits.Label} ÷ {Exactly.Number(sums.Denominator!.Amount)} {cases.Label} = {value.Text}.";
        if (Interval(sums) is not { } interval) return $"{text} {value.Missing}";
        return $"{text} With so many cases the true share lies between {interval.Text} with 95 % confidence (Wilson).";
    }
}
