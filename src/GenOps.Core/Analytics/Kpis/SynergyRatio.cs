using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>(baseline human minutes of the accepted outputs − minutes people spent) ÷ minutes people spent.</summary>
internal sealed class SynergyRatio : Kpi
{
    /// <summary>What people would have needed for the accepted outputs.</summary>
    public static Measure Baseline { get; } = OutputMeasure.LessWithdrawn(
        "baseline time of accepted outputs", KpiUnit.Seconds,
        new OutputWorth((s, pipeline, at) => s.BaselineSeconds(pipeline, at), [AssumptionKeys.BaselineMinutes]));

    public override KpiDefinition Definition { get; } = new(
        "synergy-ratio", "Human-AI synergy", KpiUnit.Ratio, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "How much human time each minute of a person's attention saves.");

    /// <summary>That less what people spent.</summary>
    public static Measure Saved { get; } = new CombinedMeasure("human time saved", Baseline, LabourMeasure.All);

    public override Measure Numerator => Saved;

    public override Measure Denominator { get; } = LabourMeasure.All;

    public override IReadOnlyList<Measure> Beside { get; } = [LabourMeasure.Unmeasured];

    public override IReadOnlyList<string> Caveats(KpiSums sums) =>
        LabourMeasure.UnmeasuredOf(sums.Beside[0].Amount, sums.Denominator!.Rows) is { } unmeasured ? [unmeasured] : [];

    public override KpiValue Formula(KpiSums sums)
    {
        if (MissingAssumptions.Reason(sums.Numerator, KpiUnit.Ratio, sums.Names, "baseline minutes") is { } missing) return missing;

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
