using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>Pipeline versions whose first accepted output fell in the period, less those left without one by a withdrawal in it, per week.</summary>
internal sealed class InnovationVelocity : Kpi
{
    public override KpiDefinition Definition { get; } = new(
        "innovation-velocity", "Innovation velocity", KpiUnit.PerWeek, [KpiAxis.Bucket, KpiAxis.Pipeline],
        "How many new pipeline versions reached their first accepted output, per week.");

    public override Measure Numerator { get; } =
        new VersionMeasure("versions with their first accepted output", KpiUnit.Count, VersionFacts.StandingAsync);

    public override KpiValue Formula(KpiSums sums) => KpiValue.Of(sums.Numerator.Amount / sums.Weeks, KpiUnit.PerWeek);

    public override KpiAmount DenominatorOf(KpiSums sums) => new("weeks", sums.Weeks, KpiUnit.Weeks, null);

    public override string Explain(KpiSums sums, KpiValue value) =>
        $"{Exactly.Number(sums.Numerator.Amount)} pipeline versions had their first accepted output in the period, less those whose last was withdrawn in it, "
        + $"÷ {Exactly.Number(Math.Round(sums.Weeks, 4))} weeks = {value.Text}.";
}
