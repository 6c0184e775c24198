using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>From how many accepted outputs on the pipelines are cheaper than people: fixed cost ÷ what each output saves.</summary>
internal sealed class BreakEvenVolume : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "break-even-volume", "Break-even volume", KpiUnit.Count, [KpiAxis.Pipeline],
        "From how many accepted outputs in the period on it is cheaper than people doing the same work.");

    public override Measure Numerator { get; } = CostMeasure.Fixed;

    // All cost; what people would have cost for the accepted outputs; how many these are.
    public override IReadOnlyList<Measure> Beside { get; } =
    [
        CostMeasure.Charged,
        OutputMeasure.LessWithdrawn(
            "human cost of the same outputs", KpiUnit.NanoUsd,
            new OutputWorth((s, pipeline, at) => s.HumanCost(pipeline, at), [AssumptionKeys.BaselineMinutes, AssumptionKeys.LabourRate])),
        OutputMeasure.Accepted,
    ];

    protected override bool HoldsCostAgainstWorth => true;

    public override KpiValue Formula(KpiSums sums)
    {
        var human = sums.Beside[1];
        if (CostPerOutput.NoOutput(sums.Beside[2]) is { } none) return KpiValue.None(KpiUnit.Count, none);
        if (MissingAssumptions.Reason(human, KpiUnit.Count, sums.Names, "baseline minutes and a labour rate") is { } missing) return missing;

        var margin = Margin(sums);
        return margin <= 0
            ? KpiValue.None(KpiUnit.Count, $"Each further output costs {Exactly.Usd(-margin)} more than a person doing it, so no volume breaks even.")
            : KpiValue.Of(decimal.Ceiling(sums.Numerator.Amount / margin), KpiUnit.Count);
    }

    public override KpiAmount? DenominatorOf(KpiSums sums) =>
        sums.Beside[1].Unstated == 0 && sums.Beside[2].Amount > 0 ? new KpiAmount("saved by each output", Margin(sums), KpiUnit.NanoUsd, null) : null;

    public override string Explain(KpiSums sums, KpiValue value)
    {
        if (value.Missing is { } missing) return missing;
        var outputs = sums.Beside[2].Amount;
        var variable = (sums.Beside[0].Amount - sums.Numerator.Amount) / outputs;
        return $"A person would have cost {Exactly.Usd(Math.Round(sums.Beside[1].Amount / outputs))} for each of the {Exactly.Outputs(sums.Beside[2])} accepted outputs; "
            + $"each cost {Exactly.Usd(Math.Round(variable))} besides the fixed cost of {Exactly.Usd(sums.Numerator.Amount)}. "
            + $"Fixed cost ÷ {Exactly.Usd(Math.Round(Margin(sums)))} saved by each, rounded up = {value.Text}.";
    }

    private static decimal Margin(KpiSums sums) =>
        (sums.Beside[1].Amount - (sums.Beside[0].Amount - sums.Numerator.Amount)) / sums.Beside[2].Amount;
}
