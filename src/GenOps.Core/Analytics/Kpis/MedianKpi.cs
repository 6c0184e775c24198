using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>The median of durations, with the 90th percentile; its rows are the durations themselves.</summary>
internal sealed class MedianKpi(KpiDefinition definition, Measure durations, string reasonForNone) : Kpi
{
    public override KpiDefinition Definition => definition;

    public override Measure Numerator => durations;

    public override KpiValue Formula(KpiSums sums) => Durations.Median(sums.Numerator.Cells) is { } median
        ? KpiValue.Of(median, KpiUnit.Seconds)
        : KpiValue.None(KpiUnit.Seconds, reasonForNone);

    public override KpiValue Percentile90(KpiSums sums) => Durations.Percentile90(sums.Numerator.Cells) is { } ninety
        ? KpiValue.Of(ninety, KpiUnit.Seconds)
        : KpiValue.None(KpiUnit.Seconds, reasonForNone);

    public override string Explain(KpiSums sums, KpiValue value) => value.Missing is { } missing
        ? missing
        : $"The middle one of {Exactly.Number(sums.Numerator.Rows)} cases, sorted by their {durations.Label}, is {value.Text}; "
            + $"nine in ten took no longer than {Percentile90(sums).Text}. Together they took {Exactly.Hours(sums.Numerator.Amount)}."
            + (sums.Numerator.Cells.Any(c => c.Spread?.Amounts.Values.Any(a => a.Rows > 1) == true) ? $" Both are read from sums, {KpiValue.Format(DurationSketch.Error, KpiUnit.Share)} off at most; the rows are exact." : "");
}
