using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>(human time saved ÷ baseline time of the accepted outputs) × elevation: how much of people's old work is free, weighed by what the rest of it is.</summary>
internal sealed class CognitiveCapital : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "cognitive-capital", "Cognitive capital", KpiUnit.Share, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "The share of human time that the pipelines free, times the share of what people still spend that goes into strategy, ethics or creative direction.");

    public override Measure Numerator => SynergyRatio.Saved;

    public override Measure Denominator => SynergyRatio.Baseline;

    // What elevation is made of, and what was not measured.
    public override IReadOnlyList<Measure> Beside { get; } = [LabourMeasure.OnDirection, LabourMeasure.All, LabourMeasure.Unmeasured];

    public override IReadOnlyList<string> Caveats(KpiSums sums) =>
        LabourMeasure.UnmeasuredOf(sums.Beside[2].Amount, sums.Beside[1].Rows) is { } unmeasured ? [unmeasured] : [];

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Denominator!, KpiUnit.Share, sums.Names, "baseline minutes") is { } missing) return missing;
        if (CostPerOutput.NoOutput(sums.Denominator!) is { } none) return KpiValue.None(KpiUnit.Share, none);
        return sums.Beside[1].Amount == 0
            ? KpiValue.None(KpiUnit.Share, "No time of people was measured in this period.")
            : KpiValue.Of(sums.Numerator.Amount / sums.Denominator!.Amount * sums.Beside[0].Amount / sums.Beside[1].Amount, KpiUnit.Share);
    }

    public override string Explain(KpiSums sums, KpiValue value)
    {
        var unmeasured = $"{sums.Beside[2].Amount} of {sums.Beside[1].Rows} stretches of people's time have no measured length and count nothing.";
        if (value.Missing is { } missing) return $"{missing} {unmeasured}";
        return $"Human time saved {Exactly.Hours(sums.Numerator.Amount)} ÷ baseline {Exactly.Hours(sums.Denominator!.Amount)} "
            + $"× time on direction {Exactly.Hours(sums.Beside[0].Amount)} ÷ time people spent {Exactly.Hours(sums.Beside[1].Amount)} = {value.Text}. {unmeasured}";
    }
}
