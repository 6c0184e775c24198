using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>Says which assumptions are missing, instead of a figure that would need them.</summary>
internal static class MissingAssumptions
{
    /// <summary>No figure, with a sentence that names the pipelines without and what is to be stated; null when nothing is missing.</summary>
    /// <param name="sum">The outputs that were to be counted.</param>
    /// <param name="unit">The figure's.</param>
    /// <param name="names">Names of the pipelines.</param>
    /// <param name="needed">What would have to be stated.</param>
    public static KpiValue? Reason(PartSum sum, KpiUnit unit, KpiNames names, string needed)
    {
        if (sum.Unstated == 0) return null;
        var without = sum.Cells.Where(c => c.Unstated > 0).Select(c => names.Of(c.Key.PipelineId)).Distinct().Order();
        List<AssumptionGap> gaps = [.. sum.Cells.SelectMany(c => c.Gaps).Distinct()];
        var (state, examples) = gaps.Exists(g => g.HasExample)
            ? ("confirm or state", " The examples that ship with GenOps hold for the sandbox only.")
            : ("state", "");
        return KpiValue.None(
            unit, $"{sum.Unstated} accepted outputs of {string.Join(", ", without)} cannot be counted: {state} {needed} under Assumptions.{examples}", gaps);
    }
}
