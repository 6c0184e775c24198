using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>What the accepted outputs are worth, on stated assumptions only.</summary>
internal sealed class Benefit : Kpi
{
    internal const string Needed = "a value per output, or baseline minutes and a labour rate,";

    /// <summary>The worth of the outputs accepted in the period, less that of those withdrawn in it.</summary>
    internal static readonly Measure Worth = OutputMeasure.LessWithdrawn(
        "benefit of accepted outputs", KpiUnit.NanoUsd,
        new OutputWorth(
            (s, pipeline, at) => s.Benefit(pipeline, at),
            [AssumptionKeys.ValuePerOutput, AssumptionKeys.BaselineMinutes, AssumptionKeys.LabourRate]));

    public override KpiDefinition Definition { get; } = new(
        "benefit", "Benefit", KpiUnit.NanoUsd, [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version],
        "What the accepted outputs are worth by the stated assumptions.");

    public override Measure Numerator => Worth;

    public override IReadOnlyList<Measure> Beside { get; } = [OutputMeasure.Accepted];

    public override KpiValue Formula(KpiSums sums) =>
        MissingAssumptions.Reason(sums.Numerator, KpiUnit.NanoUsd, sums.Names, Needed) ?? KpiValue.Of(sums.Numerator.Amount, KpiUnit.NanoUsd);

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing ??
        $"{Exactly.Outputs(sums.Beside[0])} accepted outputs are worth {Exactly.Usd(sums.Numerator.Amount)}: each by its pipeline's stated value, "
        + "else the pipeline's own baseline minutes × the labour rate, else the company's value or baseline, as in force when it was accepted.";
}
