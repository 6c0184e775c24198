using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>One side of a figure's fraction.</summary>
/// <param name="Label">What it is, in plain words.</param>
/// <param name="Amount">In the unit, exact.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Rows">How many rows its drill-down has; null where it has none, such as weeks.</param>
public sealed record KpiAmount(string Label, decimal Amount, KpiUnit Unit, long? Rows)
{
    /// <summary>As people read it.</summary>
    public string Text => KpiValue.Format(Amount, Unit);
}

/// <summary>A figure of one part of the whole: a bar, a point, a row of a table.</summary>
/// <param name="Slice">Leads to its rows.</param>
/// <param name="Labels">The name of its place on each axis asked for, in that order.</param>
/// <param name="Value">The figure.</param>
/// <param name="Numerator">Exact.</param>
/// <param name="Denominator">Exact; null where the figure is no fraction.</param>
/// <param name="Interval">Where the figure is a share of cases.</param>
public sealed record KpiPoint(
    KpiSlice Slice, IReadOnlyList<string> Labels, KpiValue Value, decimal Numerator, decimal? Denominator, KpiInterval? Interval);

/// <summary>A key figure with its parts, worked out from the rows.</summary>
public sealed class KpiFigure
{
    internal KpiFigure(Kpi kpi, KpiNames names, TimeZoneInfo zone)
    {
        Zone = zone;
        Kpi = kpi;
        Names = names;
    }

    /// <summary>What it is and along what it can be taken apart.</summary>
    public KpiDefinition Definition => Kpi.Definition;

    public required AnalyticsFilter Filter { get; init; }

    public required KpiValue Value { get; init; }

    public required KpiAmount Numerator { get; init; }

    /// <summary>Null where the figure is no fraction.</summary>
    public KpiAmount? Denominator { get; init; }

    /// <summary>The 95 % range, where the figure is a share of cases.</summary>
    public KpiInterval? Interval { get; init; }

    /// <summary>Nine in ten cases are no longer than this, where the figure is a median.</summary>
    public KpiValue? Percentile90 { get; init; }

    /// <summary>How it is computed, with the figures put in.</summary>
    public required string Explanation { get; init; }

    /// <summary>The statements it rests on, by scope; none where it is counted or charged alone.</summary>
    public IReadOnlyList<AssumptionUse> Assumptions { get; init; } = [];

    /// <summary>What it does not hold and a reader must know beside it, each a short phrase.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];

    /// <summary>Its buckets over time, also those in which nothing happened.</summary>
    public required IReadOnlyList<TimeBucket> Buckets { get; init; }

    /// <summary>One list for each measure of the figure: the numerator's, the denominator's, and what else it needs.</summary>
    internal IReadOnlyList<IReadOnlyList<Cell>> Cells { get; init; } = [];

    /// <summary>The numerator by rule, where the figure has that axis.</summary>
    internal IReadOnlyList<Cell> RuleCells { get; init; } = [];

    internal Kpi Kpi { get; }

    internal KpiNames Names { get; }

    internal TimeZoneInfo Zone { get; }

    /// <summary>
    /// The figure taken apart along one or two axes. The numerators sum to the figure's own, except by
    /// <see cref="KpiAxis.Rule"/>; over time and by pipeline or version each point has its own denominator,
    /// by kind, class and rule the whole one, so that stacked points reach the figure.
    /// </summary>
    public IReadOnlyList<KpiPoint> By(params KpiAxis[] axes) => KpiBreakdown.Of(this, axes);

    /// <summary>Sums with the stretch of time they are about.</summary>
    internal KpiSums SumsOf(PartSum numerator, PartSum? denominator, IReadOnlyList<PartSum> beside, KpiSlice slice)
    {
        var narrowed = slice.Narrow(Filter);
        return new KpiSums(numerator, denominator, beside, narrowed.From, narrowed.To, Buckets, Names, Zone);
    }
}

/// <summary>The names that labels need.</summary>
internal sealed record KpiNames(
    IReadOnlyDictionary<PipelineId, string> Pipelines, IReadOnlyDictionary<PipelineVersionId, string> Versions)
{
    /// <summary>A pipeline's name; what belongs to none is shared.</summary>
    public string Of(PipelineId? id) => id is { } known ? Pipelines.GetValueOrDefault(known, known.ToString()) : "no pipeline";

    /// <summary>A version as <c>name v3</c>.</summary>
    public string Of(PipelineVersionId? id) => id is { } known ? Versions.GetValueOrDefault(known, known.ToString()) : "no version";
}

/// <summary>What a key figure is.</summary>
/// <param name="Name">Its stable id, such as <c>cost-per-output</c>.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Axes">Along what it can be taken apart.</param>
/// <param name="Meaning">What it tells, one sentence.</param>
public sealed record KpiDefinition(string Name, string Title, KpiUnit Unit, IReadOnlyList<KpiAxis> Axes, string Meaning);

/// <summary>The words for kinds and classes of cost, one place for page, API and texts.</summary>
public static class CostWords
{
    /// <summary>A kind, in lower case.</summary>
    public static string Of(CostKind kind) => kind switch
    {
        CostKind.Model => "model",
        CostKind.Tool => "tool",
        CostKind.Labour => "labour",
        CostKind.Fixed => "fixed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A class, in lower case.</summary>
    public static string Of(CostClass costClass) => costClass switch
    {
        CostClass.Production => "production",
        CostClass.Control => "control",
        CostClass.Waste => "waste",
        CostClass.Pending => "pending",
        _ => throw new ArgumentOutOfRangeException(nameof(costClass), costClass, null),
    };
}
