using GenOps.Core.Data;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>What is measured: of what rows, cut how, priced by which assumptions.</summary>
/// <param name="Db">One context for one operation.</param>
/// <param name="Filter">Already narrowed to the slice.</param>
/// <param name="Slice">What narrows beyond a filter.</param>
/// <param name="Buckets">The cut over time.</param>
/// <param name="Stated">The assumptions in force.</param>
/// <param name="Calendar">Whose days and months they are.</param>
internal sealed record MeasureScope(
    GenOpsDbContext Db, AnalyticsFilter Filter, KpiSlice Slice, IReadOnlyList<TimeBucket> Buckets, StatedFigures Stated, ReportingCalendar Calendar)
{
    private readonly Dictionary<Measure, IReadOnlyList<Cell>> _known = [];
    private IReadOnlyList<FixedShare>? _shares;

    /// <summary>The buckets as SQL can group by them.</summary>
    public TimeSegments Segments { get; } = new(Buckets.Skip(1).Select(b => b.From));

    /// <summary>A measure's cells, asked of the database once however many figures need them.</summary>
    public async Task<IReadOnlyList<Cell>> CellsOfAsync(Measure measure, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(measure, out var known)) return known;
        var cells = await measure.CellsAsync(this, cancellationToken);
        _known.Add(measure, cells);
        return cells;
    }

    /// <summary>The company's fixed cost of the filter and slice, laid on pipelines; worked out once.</summary>
    public async Task<IReadOnlyList<FixedShare>> SharesAsync(CancellationToken cancellationToken)
    {
        _shares ??= await FixedShares.OfAsync(Db, Filter, Calendar, cancellationToken);
        return Slice.WithoutPipeline ? [.. _shares.Where(s => s.PipelineId is null)] : _shares;
    }
}
