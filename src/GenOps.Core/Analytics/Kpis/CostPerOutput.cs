using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>All cost ÷ accepted outputs: of the period (cash), or of the runs that ended in it (cohort).</summary>
internal sealed class CostPerOutput(bool cohort) : Kpi
{
    public override KpiDefinition Definition { get; } = cohort
        ? new KpiDefinition(
            "cohort-cost-per-output", "Cost per output of finished runs", KpiUnit.NanoUsd,
            [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version, KpiAxis.Kind, KpiAxis.Class],
            "What the runs that ended in the period cost, whenever it was charged, for each output of theirs that was accepted.")
        : new KpiDefinition(
            "cost-per-output", "Cost per accepted output", KpiUnit.NanoUsd,
            [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version, KpiAxis.Kind, KpiAxis.Class],
            "What one accepted output costs, all in: models, tools, people, fixed costs and waste.");

    public override Measure Numerator { get; } = cohort ? CostMeasure.OfRunsEnded : CostMeasure.Charged;

    public override Measure Denominator { get; } = cohort
        ? new OutputMeasure(RollupFact.AcceptedOfRunsEnded, "accepted outputs of these runs", OutputEvent.AcceptedOfRunEnded)
        : OutputMeasure.Accepted;

    // People's time without a measured length, then measured time that no rate prices, then all of it.
    public override IReadOnlyList<Measure> Beside { get; } = cohort ? [] : [LabourMeasure.Unmeasured, LabourMeasure.WithoutRate, LabourMeasure.Stretches];

    public override KpiValue Formula(KpiSums sums) =>
        (cohort && sums.Denominator!.Amount == 0 ? "No run that ended in this period has an accepted output." : NoOutput(sums.Denominator!)) is { } none
            ? KpiValue.None(KpiUnit.NanoUsd, none)
            : KpiValue.Of(sums.Numerator.Amount / sums.Denominator!.Amount, KpiUnit.NanoUsd);

    public override IReadOnlyList<string> Caveats(KpiSums sums)
    {
        if (cohort) return [];
        List<string> caveats = [];
        if (LabourMeasure.UnmeasuredOf(sums.Beside[0].Amount, sums.Beside[2].Amount) is { } unmeasured) caveats.Add(unmeasured);
        if (sums.Beside[1].Amount > 0) caveats.Add($"{Exactly.Hours(sums.Beside[1].Amount)} of people's time without a stated rate");
        return caveats;
    }

    private static string? Lacking(IReadOnlyList<string> caveats) => caveats.Count == 0 ? null : $"Not in it: {string.Join(", ", caveats)}.";

    /// <summary>Why a figure cannot be divided by the accepted outputs; null when it can.</summary>
    internal static string? NoOutput(PartSum accepted) => accepted.Amount > 0 ? null
        : accepted.Rows == 0 ? "No output was accepted in this period."
        : "At least as many outputs were withdrawn in this period as accepted, so there is nothing to divide by.";

    public override string Explain(KpiSums sums, KpiValue value)
    {
        var cost = $"{Exactly.Usd(sums.Numerator.Amount)} in {Exactly.Number(sums.Numerator.Rows)} ledger entries";
        var outputs = Exactly.Outputs(sums.Denominator!);
        var text = cohort
            ? $"All that the runs which ended in the period ever cost, {cost}, ÷ their {outputs} accepted outputs = {value.Text}. "
                + "Fixed costs belong to no run and are left out."
            : $"All cost charged in the period, of every kind and class, {cost}, ÷ {outputs} outputs accepted in the period = {value.Text}.";
        return string.Join(" ", new[] { text, value.Missing, Lacking(Caveats(sums)) }.OfType<string>());
    }
}
