using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;

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

    // A copy is of other rows, and knows no cells yet.
    private MeasureScope(MeasureScope other)
    {
        _known = [];
        (Db, Filter, Slice, Buckets, Stated, Calendar) = (other.Db, other.Filter, other.Slice, other.Buckets, other.Stated, other.Calendar);
        (Rollups, Runs, OfNoRun, OfRunsOnly, KnownTo, Segments) = (other.Rollups, other.Runs, other.OfNoRun, other.OfRunsOnly, other.KnownTo, other.Segments);
    }

    /// <summary>The sums by day; null where rows have to be read.</summary>
    public RollupReading? Rollups { get; init; }

    /// <summary>
    /// Only what belongs to one of these; null for all. They are of the filter's money, and with them is all that is theirs: asked for the
    /// money too, SQLite would go through all rows of it instead of through the runs.
    /// </summary>
    public IQueryable<RunId>? Runs { get; init; }

    /// <summary>Only what belongs to no run.</summary>
    public bool OfNoRun { get; init; }

    /// <summary>Nothing of what belongs to no run: of that there are no sums.</summary>
    public bool OfRunsOnly { get; init; }

    /// <summary>Only what was recorded before, UTC; null for all that is known.</summary>
    public DateTime? KnownTo { get; init; }

    /// <summary>The period's end for what is known as soon as it happens, UTC, exclusive.</summary>
    public DateTime To => KnownTo is { } known && known < Filter.To ? known : Filter.To;

    /// <summary>The ledger as far as it is measured.</summary>
    public IQueryable<LedgerEntry> LedgerEntries
    {
        get
        {
            var entries = OfNoRun ? Db.LedgerEntries.Where(e => e.RunId == null)
                : Runs is { } runs ? Db.LedgerEntries.Where(e => e.RunId != null && runs.Contains(e.RunId.Value))
                : OfRunsOnly ? Db.LedgerEntries.Where(e => e.RunId != null)
                : Db.LedgerEntries;
            return KnownTo is { } known ? entries.Where(e => e.RecordedAt < known) : entries;
        }
    }

    /// <summary>The outputs as far as they are measured.</summary>
    public IQueryable<Output> Outputs => OfNoRun ? Db.Outputs.Where(o => false) : Runs is { } runs ? Db.Outputs.Where(o => runs.Contains(o.RunId)) : Db.Outputs;

    /// <summary>The time of people as far as it is measured.</summary>
    public IQueryable<Labour> Labour => Runs is { } runs ? Db.Labour.Where(l => runs.Contains(l.RunId)) : Db.Labour;

    /// <summary>The calls as far as they are measured.</summary>
    public IQueryable<ModelCall> ModelCalls => Runs is { } runs ? Db.ModelCalls.Where(c => runs.Contains(c.RunId)) : Db.ModelCalls;

    /// <summary>The same of the runs that ended in the period only, so that what is theirs is looked up by run.</summary>
    public MeasureScope OfRunsEnded()
    {
        if (Runs is not null || OfNoRun) return this;
        var (money, from, to) = (Filter.Money, Filter.From, To);
        return this with { Runs = Db.Runs.Where(r => r.Money == money && r.EndedAt >= from && r.EndedAt < to).Select(r => r.Id) };
    }

    /// <summary>The buckets as SQL can group by them.</summary>
    public TimeSegments Segments { get; } = new(Buckets.Skip(1).Select(b => b.From));

    /// <summary>The same of a part of the period, in the same buckets.</summary>
    /// <param name="from">UTC, inclusive.</param>
    /// <param name="to">UTC, exclusive.</param>
    public MeasureScope Within(DateTime from, DateTime to) => this with { Filter = Filter with { From = from, To = to } };

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
        _shares ??= await FixedShares.OfAsync(this, cancellationToken);
        return Slice.WithoutPipeline ? [.. _shares.Where(s => s.PipelineId is null)] : _shares;
    }
}
