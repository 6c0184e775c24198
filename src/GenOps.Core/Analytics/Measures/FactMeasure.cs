using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Analytics.Measures;

/// <summary>A measure whose sums by day are kept, so that rows are read only for the days that a period cuts, and of runs that changed since.</summary>
internal abstract class FactMeasure : Measure
{
    /// <summary>Which sums; null where none are kept.</summary>
    public abstract RollupFact? Fact { get; }

    /// <summary>Whether its rows are of calls, so that a provider, a model or a tier narrows them.</summary>
    protected abstract bool OfCalls { get; }

    /// <summary>Whether the scope asks to keep its cells apart by model.</summary>
    protected virtual bool IsByModel(MeasureScope scope) => false;

    /// <summary>Whether some of its rows belong to no run. Of these no sums are kept.</summary>
    protected virtual bool HasRowsOfNoRun => false;

    /// <summary>Whether its rows are durations, of which sums keep how many are of which class.</summary>
    public virtual bool IsOfDurations => false;

    /// <summary>What its rows are: measures of one family take different ones of the same, and are read together.</summary>
    public virtual object Family => this;

    /// <summary>The rows of its family, as sums by day are made of them.</summary>
    /// <param name="scope">Of which runs.</param>
    /// <param name="family">Measures of one family, itself among them.</param>
    public abstract IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family);

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken) =>
        await FinishAsync(scope, await PlainCellsAsync(scope, cancellationToken), cancellationToken);

    /// <summary>The bare sums, each in its place: of what is kept where the scope has sums, else of the rows themselves. Whoever has both can compare them.</summary>
    public Task<IReadOnlyList<Cell>> PlainCellsAsync(MeasureScope scope, CancellationToken cancellationToken) =>
        Fact is { } fact && scope.Rollups is { } sums && scope.Slice.Rule is null
            ? AddUpAsync(fact, sums, scope, cancellationToken)
            : CountAsync(scope, cancellationToken);

    /// <summary>The sums of the rows themselves.</summary>
    protected abstract Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken);

    /// <summary>What more there is to say of sums, however they were got.</summary>
    protected virtual Task<IReadOnlyList<Cell>> FinishAsync(MeasureScope scope, IReadOnlyList<Cell> cells, CancellationToken cancellationToken) =>
        Task.FromResult(cells);

    /// <summary>What one of the sums' amounts is in the measure's unit.</summary>
    public virtual decimal AmountOf(long kept) => kept;

    /// <summary>Instants beyond the buckets at which a row may begin to count something else.</summary>
    protected virtual TimeSegments WorthStretches(MeasureScope scope) => new([]);

    private async Task<IReadOnlyList<Cell>> AddUpAsync(RollupFact fact, RollupReading sums, MeasureScope scope, CancellationToken cancellationToken)
    {
        var stretches = WorthStretches(scope);
        var keys = new RollupKeyFilter(scope.Filter, OfCalls, scope.Slice);
        var byModel = IsByModel(scope);
        DateTime[] boundaries = [.. scope.Buckets.Skip(1).Select(b => b.From), .. stretches.Cuts];
        var (whole, rest) = RollupDays.Split(scope.Filter.From, scope.Filter.To, stretches.Cuts, scope.Calendar);
        var cells = new List<Cell>();
        foreach (var (from, to) in rest) cells.AddRange(await CountAsync(scope.Within(from, to), cancellationToken));
        foreach (var days in whole)
        {
            var within = scope.Within(days.From, days.To);
            if (HasRowsOfNoRun && !scope.OfRunsOnly) cells.AddRange(await CountAsync(within with { OfNoRun = true }, cancellationToken));
            // What belongs to a run belongs to a pipeline.
            if (scope.Slice.WithoutPipeline) continue;
            cells.AddRange((await sums.CellsAsync(fact, keys, byModel, days, boundaries, cancellationToken)).Select(c => ToCell(scope, stretches, c)));
            if (sums.HasChanged) cells.AddRange(await CountAsync(within with { Runs = sums.Changed(scope.Filter.Money) }, cancellationToken));
        }

        return [.. cells.GroupBy(c => c.Key.Place).Select(Together).Where(c => c.Rows != 0 || c.Amount != 0)];
    }

    private Cell ToCell(MeasureScope scope, TimeSegments stretches, RollupCell cell)
    {
        var begin = scope.Calendar.StartOf(DateOnly.FromDayNumber(cell.Day));
        var key = new CellKey
        {
            PipelineId = cell.PipelineId,
            VersionId = cell.VersionId,
            Provider = cell.Provider,
            Model = cell.Model,
            Rule = cell.Rule.Length == 0 ? null : cell.Rule,
            Kind = cell.Kind,
            Class = cell.Class,
            Segment = scope.Segments.Find(begin),
            Stretch = stretches.Find(begin),
        };
        return new Cell(key, AmountOf(cell.Amount), cell.Rows) { FirstSpend = cell.FirstAt, Spread = cell.Spread };
    }

    private Cell Together(IEnumerable<Cell> same)
    {
        List<Cell> cells = [.. same];
        if (cells.Count == 1) return cells[0];
        return new Cell(cells[0].Key, cells.Sum(c => c.Amount), cells.Sum(c => c.Rows))
        {
            FirstSpend = cells.Min(c => c.FirstSpend),
            Spread = IsOfDurations ? Durations.Together(cells) : null,
        };
    }
}
