using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>(baseline human minutes of the accepted outputs − minutes people spent) ÷ minutes people spent.</summary>
internal sealed class SynergyRatio : Kpi
{
    private static readonly OutputMeasure Baseline = new(
        "baseline time of accepted outputs", OutputEvent.Accepted, unit: KpiUnit.Seconds, worth: (s, pipeline, at) => s.BaselineSeconds(pipeline, at));

    public override KpiDefinition Definition { get; } = new(
        "synergy-ratio", "Human-AI synergy", KpiUnit.Ratio, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "How much human time each minute of a person's attention saves.");

    public override Measure Numerator { get; } = new CombinedMeasure("human time saved", Baseline, LabourMeasure.All);

    public override Measure Denominator { get; } = LabourMeasure.All;

    public override IReadOnlyList<Measure> Beside { get; } =
        [new LabourMeasure("reviews without a measured time", r => !r.Labour.Measured, counted: true)];

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Numerator, sums.Names, "baseline minutes") is { } missing)
        {
            return KpiValue.None(KpiUnit.Ratio, missing);
        }

        return sums.Denominator!.Amount == 0
            ? KpiValue.None(KpiUnit.Ratio, "No time of people was measured in this period.")
            : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.Ratio);
    }

    public override string Explain(KpiSums sums, KpiValue value)
    {
        var spent = sums.Denominator!;
        var unmeasured = $"{sums.Beside[0].Amount} of {spent.Rows} stretches of people's time have no measured length and count nothing.";
        if (value.Missing is { } missing) return $"{missing} {unmeasured}";
        return $"(baseline {Exactly.Hours(sums.Numerator.Amount + spent.Amount)} − spent {Exactly.Hours(spent.Amount)}) ÷ spent "
            + $"{Exactly.Hours(spent.Amount)} = {value.Text}. The time of rejected work is spent too. {unmeasured}";
    }
}
