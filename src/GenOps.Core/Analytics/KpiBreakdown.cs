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
            if (!figure.Definition.Axes.Contains(axis)) throw new ArgumentException($"{figure.Definition.Name} cannot be taken apart by {axis}.", nameof(axes));
            if (!figure.Axes.Contains(axis)) throw new ArgumentException($"{figure.Definition.Name} was not asked for by {axis}.", nameof(axes));
        }

        var points = new List<KpiPoint>();
        var all = new Parts(new KpiSlice(), [], axes.Contains(KpiAxis.Rule) ? figure.RuleCells : figure.Cells[0], [.. figure.Cells.Skip(1)]);
        Add(points, figure, all, [.. axes.Select(a => (a, PlacesOn(a, figure)))]);
        return points;
    }

    /// <summary>Axis by axis, so that cells are gone through once for each axis and not once for each point.</summary>
    private static void Add(List<KpiPoint> points, KpiFigure figure, Parts parts, ReadOnlySpan<(KpiAxis Axis, List<Place> Places)> axes)
    {
        if (axes.IsEmpty)
        {
            points.Add(PointOf(figure, parts));
            return;
        }

        var (axis, places) = axes[0];
        var numerator = parts.Numerator.ToLookup(c => At(axis, c.Key));
        // Only time, pipeline and version divide what a figure is divided by.
        var beside = axis is KpiAxis.Bucket or KpiAxis.Pipeline or KpiAxis.Version ? parts.Beside.Select(cells => cells.ToLookup(c => At(axis, c.Key))).ToList() : null;
        foreach (var place in places)
        {
            var within = new Parts(
                place.Narrow(parts.Slice), [.. parts.Labels, place.Label], [.. numerator[place.At]],
                beside is null ? parts.Beside : beside.ConvertAll(cells => (IReadOnlyList<Cell>)[.. cells[place.At]]));
            Add(points, figure, within, axes[1..]);
        }
    }

    private static KpiPoint PointOf(KpiFigure figure, Parts parts)
    {
        var hasDenominator = figure.Kpi.Denominator is not null;
        var sums = figure.SumsOf(
            new PartSum(parts.Numerator),
            hasDenominator ? new PartSum(parts.Beside[0]) : null,
            [.. parts.Beside.Skip(hasDenominator ? 1 : 0).Select(cells => new PartSum(cells))],
            parts.Slice);
        return new KpiPoint(
            parts.Slice, parts.Labels, figure.Kpi.ValueOf(sums, figure.Filter),
            sums.Numerator.Amount, figure.Kpi.DenominatorOf(sums)?.Amount, figure.Kpi.Interval(sums));
    }

    private static List<Place> PlacesOn(KpiAxis axis, KpiFigure figure)
    {
        // What only the denominator has is a place too: outputs accepted without any cost are worth seeing.
        var keys = figure.Cells.SelectMany(c => c).Select(c => c.Key).ToList();
        return axis switch
        {
            KpiAxis.Bucket => [.. figure.Buckets.Select((b, i) => new Place(i, b.Label, s => s with { From = b.From, To = b.To }))],
            KpiAxis.Pipeline => [.. keys.Select(k => k.PipelineId).Distinct().OrderBy(figure.Names.Of, StringComparer.Ordinal).Select(id => new Place(
                id, figure.Names.Of(id), s => id is null ? s with { WithoutPipeline = true } : s with { Pipeline = id }))],
            KpiAxis.Version => [.. keys.Select(k => k.VersionId).Distinct().Where(id => id is not null)
                .OrderBy(figure.Names.Of, StringComparer.Ordinal).Select(id => new Place(id, figure.Names.Of(id), s => s with { Version = id }))],
            KpiAxis.Kind => [.. Enum.GetValues<CostKind>().Where(v => keys.Any(k => k.Kind == v)).Select(v => new Place(
                v, CostWords.Of(v), s => s with { Kind = v }))],
            KpiAxis.Class => [.. Enum.GetValues<CostClass>().Where(v => keys.Any(k => k.Class == v)).Select(v => new Place(
                v, CostWords.Of(v), s => s with { Class = v }))],
            KpiAxis.Rule => [.. figure.RuleCells.Select(c => c.Key.Rule!).Order(StringComparer.Ordinal).Select(rule => new Place(
                rule, rule, s => s with { Rule = rule }))],
            KpiAxis.Model => [.. keys.Select(ModelOf).Distinct().OrderBy(m => m.Label, StringComparer.Ordinal).Select(m => new Place(
                m, m.Label, s => s with { Model = m }))],
            _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, null),
        };
    }

    /// <summary>Where a cell lies on an axis, as <see cref="Place.At"/> says it.</summary>
    private static object? At(KpiAxis axis, CellKey key) => axis switch
    {
        KpiAxis.Bucket => key.Segment,
        KpiAxis.Pipeline => key.PipelineId,
        KpiAxis.Version => key.VersionId,
        KpiAxis.Kind => key.Kind,
        KpiAxis.Class => key.Class,
        KpiAxis.Rule => key.Rule,
        KpiAxis.Model => ModelOf(key),
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, null),
    };

    private static ProviderModel ModelOf(CellKey key) => new(key.Provider, key.Model);

    /// <summary>One place on one axis.</summary>
    private sealed record Place(object? At, string Label, Func<KpiSlice, KpiSlice> Narrow);

    /// <summary>What lies in the places chosen so far; beside is what the figure is divided by, where it is, and what else it needs.</summary>
    private sealed record Parts(KpiSlice Slice, IReadOnlyList<string> Labels, IReadOnlyList<Cell> Numerator, IReadOnlyList<IReadOnlyList<Cell>> Beside);
}
