using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Money of the ledger.</summary>
/// <param name="only">One kind; null for all.</param>
/// <param name="cohort">False: what was charged in the period. True: all that the runs which ended in it ever cost.</param>
internal sealed class CostMeasure(CostKind? only = null, bool cohort = false) : Measure
{
    public override string Label => only switch
    {
        CostKind.Fixed => "fixed cost",
        { } kind => CostWords.Of(kind) + " cost",
        null => cohort ? "cost of the runs that ended" : "cost",
    };

    public override KpiUnit Unit => KpiUnit.NanoUsd;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var key = cohort
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
        var rows = cohort ? CostRows.OfRunsEnded(scope.Db, scope.Filter) : CostRows.Charged(scope.Db, scope.Filter);
        if (only is { } kind) rows = rows.Where(r => r.Kind == kind);
        if (scope.Slice.Kind is { } sliceKind) rows = rows.Where(r => r.Kind == sliceKind);
        if (scope.Slice.Class is { } sliceClass) rows = rows.Where(r => r.Class == sliceClass);
        if (scope.Slice.WithoutPipeline) rows = rows.Where(r => r.PipelineId == null);
        return rows;
    }

    private KpiRow ToRow(CostRow row) => new()
    {
        Kind = KpiRowKind.Ledger,
        Id = row.Id.Value,
        At = cohort ? row.RunEndedAt!.Value : row.ChargedAt,
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
