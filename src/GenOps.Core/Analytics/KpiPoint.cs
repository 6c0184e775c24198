namespace GenOps.Core.Analytics;

/// <summary>A figure of one part of the whole: a bar, a point, a row of a table.</summary>
/// <param name="Slice">Leads to its rows.</param>
/// <param name="Labels">The name of its place on each axis asked for, in that order.</param>
/// <param name="Value">The figure.</param>
/// <param name="Numerator">Exact.</param>
/// <param name="Denominator">Exact; null where the figure is no fraction.</param>
/// <param name="Interval">Where the figure is a share of cases.</param>
public sealed record KpiPoint(
    KpiSlice Slice, IReadOnlyList<string> Labels, KpiValue Value, decimal Numerator, decimal? Denominator, KpiInterval? Interval);
