using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Money of the ledger. One instance of each sort, so that figures computed together share its cells.</summary>
internal sealed class CostMeasure : Measure
{
    private readonly CostKind? _only;
    private readonly bool _cohort;

    private CostMeasure(CostKind? only, bool cohort)
    {
        _only = only;
        _cohort = cohort;
    }

    /// <summary>All that was charged in the period.</summary>
    public static CostMeasure Charged { get; } = new(null, cohort: false);

    /// <summary>The fixed cost of the period.</summary>
    public static CostMeasure Fixed { get; } = new(CostKind.Fixed, cohort: false);

    /// <summary>All that the runs which ended in the period ever cost.</summary>
    public static CostMeasure OfRunsEnded { get; } = new(null, cohort: true);

    public override string Label => _only switch
    {
        CostKind.Fixed => "fixed cost",
        { } kind => CostWords.Of(kind) + " cost",
        null => _cohort ? "cost of the runs that ended" : "cost",
    };

    public override KpiUnit Unit => KpiUnit.NanoUsd;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        if (_only is { } kind && !_cohort)
        {
            return [.. (await scope.CellsOfAsync(Charged, cancellationToken)).Where(c => c.Key.Kind == kind)];
        }

        var key = _cohort
            ? scope.Segments.Inline((CostRow r) => new CellKey
            {
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                Kind = r.Kind,
                Class = r.Class,
                Segment = TimeSegments.Of(r.RunEndedAt!.Value),
            })
            : scope.Segments.Inline((CostRow r) => new CellKey
            {
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                Kind = r.Kind,
                Class = r.Class,
                Segment = TimeSegments.Of(r.ChargedAt),
            });
        var sums = await Rows(scope)
            .GroupBy(key)
            .Select(g => new { g.Key, Nanos = g.Sum(r => r.Nanos), Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return sums.ConvertAll(s => new Cell(s.Key, s.Nanos, s.Count));
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .OrderByDescending(r => r.ChargedAt).ThenBy(r => r.Id)
            .Skip(skip).Take(take)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(ToRow);
    }

    private IQueryable<CostRow> Rows(MeasureScope scope)
    {
        var rows = _cohort ? CostRows.OfRunsEnded(scope.Db, scope.Filter) : CostRows.Charged(scope.Db, scope.Filter);
        if (_only is { } kind) rows = rows.Where(r => r.Kind == kind);
        if (scope.Slice.Kind is { } sliceKind) rows = rows.Where(r => r.Kind == sliceKind);
        if (scope.Slice.Class is { } sliceClass) rows = rows.Where(r => r.Class == sliceClass);
        if (scope.Slice.WithoutPipeline) rows = rows.Where(r => r.PipelineId == null);
        return rows;
    }

    private KpiRow ToRow(CostRow row) => new()
    {
        Kind = KpiRowKind.Ledger,
        Id = row.Id.Value,
        At = _cohort ? row.RunEndedAt!.Value : row.ChargedAt,
        Amount = row.Nanos,
        Unit = KpiUnit.NanoUsd,
        Label = Describe(row),
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

    private static string Describe(CostRow row)
    {
        var what = row.Kind switch
        {
            CostKind.Labour => "time of a person",
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
}
