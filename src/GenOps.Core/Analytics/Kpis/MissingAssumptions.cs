using GenOps.Core.Analytics.Measures;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>Says which assumptions are missing, instead of a figure that would need them.</summary>
internal static class MissingAssumptions
{
    /// <summary>A sentence that names the pipelines without; null when none is.</summary>
    /// <param name="sum">The outputs that were to be counted.</param>
    /// <param name="names">Names of the pipelines.</param>
    /// <param name="needed">What would have to be stated.</param>
    public static string? Reason(PartSum sum, KpiNames names, string needed)
    {
        if (sum.Unstated == 0) return null;
        var without = sum.Cells.Where(c => c.Unstated > 0).Select(c => names.Of(c.Key.PipelineId)).Distinct().Order();
        return $"{sum.Unstated} accepted outputs of {string.Join(", ", without)} cannot be counted: state {needed} under Assumptions.";
    }
}
