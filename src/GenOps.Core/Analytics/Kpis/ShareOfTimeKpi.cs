using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>A share of time; no share of cases, so without an interval.</summary>
internal sealed class ShareOfTimeKpi(KpiDefinition definition, Measure part, Measure whole, string reasonForNone) : Kpi
{
    public override KpiDefinition Definition => definition;

    public override Measure Numerator => part;

    public override Measure Denominator => whole;

    public override KpiValue Formula(KpiSums sums) => sums.Denominator!.Amount == 0
        ? KpiValue.None(KpiUnit.Share, reasonForNone)
        : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.Share);

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing ??
        $"{part.Label} {Exactly.Hours(sums.Numerator.Amount)} ÷ {whole.Label} {Exactly.Hours(sums.Denominator!.Amount)} = {value.Text}.";
}
