using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>The key figures of one period and one money; as of the end of the day <c>known</c>, or as of now where that is null.</summary>
public sealed record KpiReport(MoneyMode Money, DateTime From, DateTime To, string? Pipeline, DateOnly? Known, IReadOnlyList<KpiReportFigure> Kpis)
{
    /// <summary>The report over figures that were worked out with this filter.</summary>
    public static KpiReport Of(AnalyticsFilter filter, string? pipeline, IReadOnlyList<KpiFigure> figures) =>
        new(filter.Money, filter.From, filter.To, pipeline, filter.KnownOn, [.. figures.Select(KpiReportFigure.Of)]);
}

/// <summary>One figure: exact numbers in the unit, and the text people read. Where there is none, <c>missing</c> says why.</summary>
public sealed record KpiReportFigure
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required KpiUnit Unit { get; init; }

    /// <summary>In the unit; null with a reason in <see cref="Missing"/>.</summary>
    public decimal? Value { get; init; }

    public required string Text { get; init; }

    public string? Missing { get; init; }

    public required KpiAmount Numerator { get; init; }

    public KpiAmount? Denominator { get; init; }

    public KpiInterval? Interval { get; init; }

    /// <summary>In the unit; null where the figure is no median.</summary>
    public decimal? Percentile90 { get; init; }

    public required string Explanation { get; init; }

    /// <summary>The statements it rests on.</summary>
    public required IReadOnlyList<AssumptionUse> Assumptions { get; init; }

    /// <summary>The statements for want of which there is no figure.</summary>
    public required IReadOnlyList<AssumptionGap> Gaps { get; init; }

    /// <summary>What it does not hold and a reader must know beside it.</summary>
    public required IReadOnlyList<string> Caveats { get; init; }

    /// <summary>The figure taken apart, by axis; by model only where the figure is read alone.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<KpiReportPart>> Parts { get; init; }

    /// <summary>A figure as the API tells it.</summary>
    public static KpiReportFigure Of(KpiFigure figure) => new()
    {
        Name = figure.Definition.Name,
        Title = figure.Definition.Title,
        Unit = figure.Definition.Unit,
        Value = figure.Value.Amount,
        Text = figure.Value.Text,
        Missing = figure.Value.Missing,
        Numerator = figure.Numerator,
        Denominator = figure.Denominator,
        Interval = figure.Interval,
        Percentile90 = figure.Percentile90?.Amount,
        Explanation = figure.Explanation,
        Assumptions = figure.Assumptions,
        Gaps = figure.Value.Gaps,
        Caveats = figure.Caveats,
        Parts = figure.Axes.ToDictionary(
            ApiJson.Word,
            axis => (IReadOnlyList<KpiReportPart>)[.. figure.By(axis).Select(p => new KpiReportPart(
                p.Labels[0], p.Value.Amount, p.Value.Text, p.Numerator, p.Denominator, p.Slice.From, p.Slice.To, p.Slice.Model?.ToString()))]),
    };
}

/// <summary>One part of a figure; the times are those of a part over time, and <c>ofModel</c> of one by model is what its rows are asked for by.</summary>
public sealed record KpiReportPart(string Label, decimal? Value, string Text, decimal Numerator, decimal? Denominator, DateTime? From, DateTime? To, string? OfModel);
