using GenOps.Core.Data;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Where a measured amount belongs.</summary>
internal sealed class CellKey
{
    public PipelineId? PipelineId { get; init; }
    public PipelineVersionId? VersionId { get; init; }
    public CostKind? Kind { get; init; }
    public CostClass? Class { get; init; }
    public string? Rule { get; init; }

    /// <summary>The time segment, from 0.</summary>
    public int Segment { get; init; }

    /// <summary>The stretch between two changes of the assumptions, from 0, while a worth is looked up.</summary>
    public int Stretch { get; init; }
}

/// <summary>The sum of all rows of one key.</summary>
/// <param name="Key">Where it belongs; its segment is a bucket of the scope.</param>
/// <param name="Amount">In the measure's unit, exact.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Unstated">How many of them count nothing because no assumption says what they are worth.</param>
internal sealed record Cell(CellKey Key, decimal Amount, long Rows, long Unstated = 0)
{
    /// <summary>The statements that went into the amount.</summary>
    public IReadOnlyList<Assumption> By { get; init; } = [];

    /// <summary>Which statements the unstated rows lack.</summary>
    public IReadOnlyList<AssumptionGap> Gaps { get; init; } = [];

    /// <summary>When the first money of it was spent, UTC; null where none was, or where it is no cost.</summary>
    public DateTime? FirstSpend { get; init; }
}

/// <summary>Some cells taken together.</summary>
internal sealed class PartSum(IReadOnlyList<Cell> cells)
{
    public IReadOnlyList<Cell> Cells { get; } = cells;

    public decimal Amount { get; } = cells.Sum(c => c.Amount);

    public long Rows { get; } = cells.Sum(c => c.Rows);

    public long Unstated { get; } = cells.Sum(c => c.Unstated);
}

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

/// <summary>
/// A sum with its rows: the one thing every key figure is made of. Cells and rows come from the same query,
/// so that they cannot differ.
/// </summary>
internal abstract class Measure
{
    /// <summary>What it is, in plain words.</summary>
    public abstract string Label { get; }

    public abstract KpiUnit Unit { get; }

    /// <summary>The sums, set-based.</summary>
    public abstract Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken);

    /// <summary>Some of the rows, latest first.</summary>
    public abstract Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken);
}
