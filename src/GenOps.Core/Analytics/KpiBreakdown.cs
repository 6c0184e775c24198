using GenOps.Core.Analytics.Measures;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>Takes a figure apart along axes, from the cells it was made of.</summary>
internal static class KpiBreakdown
{
    /// <summary>All combinations of the axes' places, each with its figure.</summary>
    public static IReadOnlyList<KpiPoint> Of(KpiFigure figure, IReadOnlyList<KpiAxis> axes)
    {
        foreach (var axis in axes)
        {
            if (!figure.Definition.Axes.Contains(axis))
            {
                throw new ArgumentException($"{figure.Definition.Name} cannot be taken apart by {axis}.", nameof(axes));
            }
        }

        IEnumerable<Place[]> combinations = [[]];
        foreach (var axis in axes)
        {
            var places = PlacesOn(axis, figure);
            combinations = combinations.SelectMany(c => places.Select(p => (Place[])[.. c, p]));
        }

        return [.. combinations.Select(places => PointAt(figure, places))];
    }

    private static KpiPoint PointAt(KpiFigure figure, Place[] places)
    {
        var slice = new KpiSlice();
        foreach (var place in places) slice = place.Narrow(slice);

        var numeratorCells = places.Any(p => p.Axis == KpiAxis.Rule) ? figure.RuleCells : figure.Cells[0];
        // Only time, pipeline and version divide what a figure is divided by.
        Place[] shared = [.. places.Where(p => p.Axis is KpiAxis.Bucket or KpiAxis.Pipeline or KpiAxis.Version)];
        PartSum Beside(IReadOnlyList<Cell> cells) => new([.. cells.Where(c => shared.All(p => p.Holds(c.Key)))]);
        var hasDenominator = figure.Kpi.Denominator is not null;
        var sums = figure.SumsOf(
            new PartSum([.. numeratorCells.Where(c => places.All(p => p.Holds(c.Key)))]),
            hasDenominator ? Beside(figure.Cells[1]) : null,
            [.. figure.Cells.Skip(hasDenominator ? 2 : 1).Select(Beside)],
            slice);
        return new KpiPoint(
            slice, [.. places.Select(p => p.Label)], figure.Kpi.ValueOf(sums, figure.Filter),
            sums.Numerator.Amount, figure.Kpi.DenominatorOf(sums)?.Amount, figure.Kpi.Interval(sums));
    }

    private static List<Place> PlacesOn(KpiAxis axis, KpiFigure figure)
    {
        // What only the denominator has is a place too: outputs accepted without any cost are worth seeing.
        var keys = figure.Cells.SelectMany(c => c).Select(c => c.Key).ToList();
        return axis switch
        {
            KpiAxis.Bucket => [.. figure.Buckets.Select((b, i) => new Place(
                axis, b.Label, k => k.Segment == i, s => s with { From = b.From, To = b.To }))],
            KpiAxis.Pipeline => [.. keys.Select(k => k.PipelineId).Distinct().OrderBy(figure.Names.Of, StringComparer.Ordinal).Select(id => new Place(
                axis, figure.Names.Of(id), k => k.PipelineId == id,
                s => id is null ? s with { WithoutPipeline = true } : s with { Pipeline = id }))],
            KpiAxis.Version => [.. keys.Select(k => k.VersionId).Distinct().Where(id => id is not null)
                .OrderBy(figure.Names.Of, StringComparer.Ordinal).Select(id => new Place(
                    axis, figure.Names.Of(id), k => k.VersionId == id, s => s with { Version = id }))],
            KpiAxis.Kind => [.. Enum.GetValues<CostKind>().Where(v => keys.Any(k => k.Kind == v)).Select(v => new Place(
                axis, CostWords.Of(v), k => k.Kind == v, s => s with { Kind = v }))],
            KpiAxis.Class => [.. Enum.GetValues<CostClass>().Where(v => keys.Any(k => k.Class == v)).Select(v => new Place(
                axis, CostWords.Of(v), k => k.Class == v, s => s with { Class = v }))],
            KpiAxis.Rule => [.. figure.RuleCells.Select(c => c.Key.Rule!).Order(StringComparer.Ordinal).Select(rule => new Place(
                axis, rule, k => k.Rule == rule, s => s with { Rule = rule }))],
            _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, null),
        };
    }

    /// <summary>One place on one axis.</summary>
    private sealed record Place(KpiAxis Axis, string Label, Func<CellKey, bool> Holds, Func<KpiSlice, KpiSlice> Narrow);
}
