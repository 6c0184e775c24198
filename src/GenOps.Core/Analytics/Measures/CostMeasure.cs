using System.Linq.Expressions;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Money of the ledger. One instance of each sort, so that figures computed together share its cells.</summary>
internal sealed class CostMeasure : FactMeasure
{
    private readonly CostKind? _only;
    private readonly CostClass? _onlyClass;
    private readonly bool _cohort;

    private CostMeasure(CostKind? only = null, CostClass? onlyClass = null, bool cohort = false)
    {
        _only = only;
        _onlyClass = onlyClass;
        _cohort = cohort;
    }

    /// <summary>All that was charged in the period.</summary>
    public static CostMeasure Charged { get; } = new();

    /// <summary>The fixed cost of the period.</summary>
    public static CostMeasure Fixed { get; } = new(CostKind.Fixed);

    /// <summary>What of the period's cost made outputs, fixed cost included: neither checks nor waste, nor what is undecided yet.</summary>
    public static CostMeasure Production { get; } = new(onlyClass: CostClass.Production);

    /// <summary>All that the runs which ended in the period ever cost.</summary>
    public static CostMeasure OfRunsEnded { get; } = new(cohort: true);

    public override string Label => _only switch
    {
        CostKind.Fixed => "fixed cost",
        { } kind => CostWords.Of(kind) + " cost",
        null when _onlyClass is { } cls => CostWords.Of(cls) + " cost",
        null => _cohort ? "cost of the runs that ended" : "cost",
    };

    public override KpiUnit Unit => KpiUnit.NanoUsd;

    // Of what is charged; its cells are some of those.
    private bool IsPart => _only is not null || _onlyClass is not null;

    public override RollupFact? Fact => IsPart ? null : _cohort ? RollupFact.CostOfRunsEnded : RollupFact.Charged;

    protected override bool OfCalls => true;

    protected override bool IsByModel(MeasureScope scope) => scope.Filter.ByModel && !_cohort;

    protected override bool HasRowsOfNoRun => !_cohort;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken) =>
        IsPart
            ? [.. (await scope.CellsOfAsync(Charged, cancellationToken)).Where(c => c.Key.Kind == (_only ?? c.Key.Kind) && c.Key.Class == (_onlyClass ?? c.Key.Class))]
            : await base.CellsAsync(scope, cancellationToken);

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) =>
        Rows(scope).Select(r => new FactRow
        {
            RunId = r.RunId,
            At = r.ChargedAt,
            KnownAt = r.RecordedAt,
            RunEndedAt = r.RunEndedAt,
            Amount = r.Nanos,
            VersionId = r.VersionId,
            CostCentre = r.CostCentre,
            StepId = r.StepId,
            Provider = r.Provider,
            Model = r.Model,
            Tier = r.Tier,
            Kind = r.Kind,
            Class = r.Class,
        });

    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var sums = await Rows(scope)
            .GroupBy(scope.Segments.Inline(Key(scope)))
            .Select(g => new
            {
                g.Key,
                Nanos = g.Sum(r => r.Nanos),
                Count = g.LongCount(),
                First = g.Min(r => r.Nanos > 0 ? r.ChargedAt : (DateTime?)null),
            })
            .ToListAsync(cancellationToken);
        return sums.ConvertAll(s => new Cell(s.Key, s.Nanos, s.Count) { FirstSpend = s.First });
    }

    private Expression<Func<CostRow, CellKey>> Key(MeasureScope scope)
    {
        if (_cohort)
        {
            return r => new CellKey { PipelineId = r.PipelineId, VersionId = r.VersionId, Kind = r.Kind, Class = r.Class, Segment = TimeSegments.Of(r.RunEndedAt!.Value) };
        }

        if (!IsByModel(scope))
        {
            return r => new CellKey { PipelineId = r.PipelineId, VersionId = r.VersionId, Kind = r.Kind, Class = r.Class, Segment = TimeSegments.Of(r.ChargedAt) };
        }

        return r => new CellKey
        {
            PipelineId = r.PipelineId,
            VersionId = r.VersionId,
            Kind = r.Kind,
            Class = r.Class,
            Provider = r.Provider,
            Model = r.Model,
            Segment = TimeSegments.Of(r.ChargedAt),
        };
    }

    protected override async Task<IReadOnlyList<Cell>> FinishAsync(MeasureScope scope, IReadOnlyList<Cell> cells, CancellationToken cancellationToken)
    {
        var shares = await SharesAsync(scope, cancellationToken);
        return
        [
            .. cells.Select(c => c with { By = StatedFor(scope, c.Key) }),
            .. shares.GroupBy(s => (s.PipelineId, Segment: scope.Segments.Find(s.Entry.ChargedAt))).Select(g => ToCell(scope, g.Key.PipelineId, g.Key.Segment, [.. g])),
        ];
    }

    /// <summary>The entries of the ledger, latest first, then the shares of the company's fixed cost.</summary>
    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var entries = await Rows(scope)
            .OrderByDescending(r => r.ChargedAt).ThenBy(r => r.Id)
            .Skip(skip).Take(take)
            .ToListAsync(cancellationToken);
        var people = await LabourOfAsync(scope, entries, cancellationToken);
        var rows = entries.ConvertAll(r => ToRow(scope, r, people));
        if (rows.Count == take) return rows;
        var shares = await SharesAsync(scope, cancellationToken);
        var before = (await scope.CellsOfAsync(this, cancellationToken)).Sum(c => c.Rows) - shares.Count;
        rows.AddRange(shares.Skip((int)Math.Max(0, skip - before)).Take(take - rows.Count).Select(s => FixedShareRows.Of(s, scope)));
        return rows;
    }

    private IQueryable<CostRow> Rows(MeasureScope scope)
    {
        var rows = _cohort ? CostRows.OfRunsEnded(scope) : CostRows.Charged(scope);
        // The company's fixed cost is laid on the pipelines: its shares come beside the entries.
        rows = rows.Where(r => r.Kind != CostKind.Fixed || r.PipelineId != null);
        if (_only is { } kind) rows = rows.Where(r => r.Kind == kind);
        if (_onlyClass is { } cls) rows = rows.Where(r => r.Class == cls);
        if (scope.Slice.Kind is { } sliceKind) rows = rows.Where(r => r.Kind == sliceKind);
        if (scope.Slice.Class is { } sliceClass) rows = rows.Where(r => r.Class == sliceClass);
        if (scope.Slice.WithoutModel) rows = rows.Where(r => r.Provider == "" && r.Model == "");
        foreach (var (provider, model) in scope.Slice.OtherThan) rows = rows.Where(r => r.Provider != provider || r.Model != model);
        if (scope.Slice.WithoutPipeline) rows = rows.Where(r => r.PipelineId == null);
        return rows;
    }

    private async Task<IReadOnlyList<FixedShare>> SharesAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        // They belong to no run, and their class is that of every fixed cost.
        var none = _cohort || (_only ?? CostKind.Fixed) != CostKind.Fixed || (scope.Slice.Kind ?? CostKind.Fixed) != CostKind.Fixed
            || (_onlyClass ?? CostClass.Production) != CostClass.Production || (scope.Slice.Class ?? CostClass.Production) != CostClass.Production;
        return none ? [] : await scope.SharesAsync(cancellationToken);
    }

    private static Cell ToCell(MeasureScope scope, PipelineId? pipeline, int segment, IReadOnlyList<FixedShare> shares) => new(
        new CellKey { PipelineId = pipeline, Kind = CostKind.Fixed, Class = CostClass.Production, Segment = segment },
        shares.Sum(s => s.Nanos), shares.Count)
    {
        By = [.. scope.Stated.During(AssumptionKeys.FixedMonthly, null, scope.Buckets[segment].From, scope.Buckets[segment].To)],
        FirstSpend = shares.Where(s => s.Nanos > 0).Min(s => (DateTime?)s.Entry.ChargedAt),
    };

    /// <summary>The statements that may have priced what no provider charged: the time of people, and a pipeline's own fixed cost.</summary>
    private static List<Assumption> StatedFor(MeasureScope scope, CellKey key)
    {
        var (from, to) = (scope.Buckets[key.Segment].From, scope.Buckets[key.Segment].To);
        if (key.Kind == CostKind.Fixed) return [.. scope.Stated.During(AssumptionKeys.FixedMonthly, key.PipelineId, from, to)];
        if (key.Kind != CostKind.Labour) return [];
        List<Assumption> own = [.. scope.Stated.During(AssumptionKeys.LabourRate, key.PipelineId, from, to)];
        return own.Exists(a => a.ValidFrom <= from) ? own : [.. own, .. scope.Stated.During(AssumptionKeys.LabourRate, null, from, to)];
    }

    /// <summary>Whose time the entries are for, by the key of the labour.</summary>
    private static async Task<Dictionary<Guid, Labour>> LabourOfAsync(MeasureScope scope, IEnumerable<CostRow> entries, CancellationToken cancellationToken)
    {
        LabourId[] ids = [.. entries.Where(e => e.Kind == CostKind.Labour).Select(e => new LabourId(e.SourceId))];
        return ids.Length == 0
            ? []
            : await scope.Db.Labour.AsNoTracking().Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id.Value, cancellationToken);
    }

    private KpiRow ToRow(MeasureScope scope, CostRow row, Dictionary<Guid, Labour> people) => new()
    {
        Kind = KpiRowKind.Ledger,
        Id = row.Id.Value,
        At = _cohort ? row.RunEndedAt!.Value : row.ChargedAt,
        Amount = row.Nanos,
        Unit = KpiUnit.NanoUsd,
        Label = Describe(scope, row, people.GetValueOrDefault(row.SourceId)),
        PipelineId = row.PipelineId,
        VersionId = row.VersionId,
        RunId = row.RunId,
        StepRunId = row.StepRunId,
        Step = row.StepId is null ? "" : row.Item >= 0 ? $"{row.StepId} [{row.Item + 1}]" : row.StepId,
        CallId = row.CallId,
        OutputId = row.OutputId,
        CostKind = row.Kind,
        CostClass = row.Class,
    };

    private static string Describe(MeasureScope scope, CostRow row, Labour? labour)
    {
        var what = row.Kind switch
        {
            CostKind.Labour => TimeOf(labour) + (scope.Stated.RateThatPriced(row.PipelineId, row.ChargedAt, row.RecordedAt) is { } rate ? $", at {scope.Stated.Naming.Of(rate).Text}" : ""),
            CostKind.Fixed => "stated fixed cost",
            _ when row.Purpose is { } purpose => $"{purpose.ToString().ToLowerInvariant()} call, {row.Provider}/{row.Model}",
            _ => $"{CostWords.Of(row.Kind)} {row.Provider} {row.Model}".TrimEnd(),
        };
        return row.Basis switch
        {
            LedgerBasis.Estimate => what + " (in doubt: worst case)",
            LedgerBasis.Settlement => what + " (settlement)",
            LedgerBasis.Counted => what + " (use counted by GenOps)",
            _ => what,
        };
    }

    private static string TimeOf(Labour? labour) => labour is null
        ? "time of a person"
        : $"{KpiValue.Format(labour.Seconds, KpiUnit.Seconds)} of {labour.PersonName}, {labour.Activity.ToString().ToLowerInvariant()}";
}
