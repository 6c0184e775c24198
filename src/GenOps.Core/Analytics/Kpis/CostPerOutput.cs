using GenOps.Core.Analytics.Measures;

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
        ? new OutputMeasure("accepted outputs of these runs", OutputEvent.AcceptedOfRunEnded)
        : OutputMeasure.Accepted;

    public override KpiValue Formula(KpiSums sums) => sums.Denominator!.Amount == 0
        ? KpiValue.None(KpiUnit.NanoUsd, cohort ? "No run that ended in this period has an accepted output." : "No output was accepted in this period.")
        : KpiValue.Of(sums.Numerator.Amount / sums.Denominator.Amount, KpiUnit.NanoUsd);

    public override string Explain(KpiSums sums, KpiValue value)
    {
        var cost = $"{Exactly.Usd(sums.Numerator.Amount)} in {Exactly.Number(sums.Numerator.Rows)} ledger entries";
        var outputs = Exactly.Number(sums.Denominator!.Amount);
        var text = cohort
            ? $"All that the runs which ended in the period ever cost, {cost}, ÷ their {outputs} accepted outputs = {value.Text}. "
                + "Fixed costs belong to no run and are left out."
            : $"All cost charged in the period, of every kind and class, {cost}, ÷ {outputs} outputs accepted in the period = {value.Text}.";
        return value.Missing is { } missing ? $"{text} {missing}" : text;
    }
}
