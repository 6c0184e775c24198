using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>(benefit − cost) ÷ cost, on stated assumptions only.</summary>
internal sealed class ReturnOnInvestment : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "roi", "Return on investment", KpiUnit.Ratio, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "How much more the accepted outputs are worth than everything cost, as a multiple of the cost.");

    public override Measure Numerator { get; } = new CombinedMeasure("benefit less cost", Benefit.Worth, CostMeasure.Charged);

    public override Measure Denominator { get; } = CostMeasure.Charged;

    protected override bool HoldsCostAgainstWorth => true;

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Numerator, KpiUnit.Ratio, sums.Names, Benefit.Needed) is { } missing) return missing;
        return sums.Denominator!.Amount <= 0
            ? KpiValue.None(KpiUnit.Ratio, "Nothing was charged in this period, so there is no investment to return.")
            : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.Ratio);
    }

    public override string Explain(KpiSums sums, KpiValue value)
    {
        if (value.Missing is { } missing) return missing;
        var cost = sums.Denominator!.Amount;
        var benefit = sums.Numerator.Amount + cost;
        return $"(benefit {Exactly.Usd(benefit)} − cost {Exactly.Usd(cost)}) ÷ cost {Exactly.Usd(cost)} = {value.Text}. "
            + "The benefit of an accepted output is its pipeline's stated value, else the pipeline's own baseline minutes × the labour rate, "
            + "else the company's value or baseline, as in force when it was accepted; a withdrawn one is taken back.";
    }
}
