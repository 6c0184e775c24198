using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>The bare ledger of the period, without a class and without a join: what every total of cost must equal.</summary>
internal sealed class LedgerMeasure : Measure
{
    public override string Label => "the ledger";

    public override KpiUnit Unit => KpiUnit.NanoUsd;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var sum = await Entries(scope)
            .GroupBy(e => 1)
            .Select(g => new { Nanos = g.Sum(e => e.Amount.Nanos), Count = g.LongCount() })
            .SingleOrDefaultAsync(cancellationToken);
        return sum is null ? [] : [new Cell(new CellKey(), sum.Nanos, sum.Count)];
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var entries = await Entries(scope)
            .OrderByDescending(e => e.ChargedAt).ThenBy(e => e.Id)
            .Skip(skip).Take(take).AsNoTracking()
            .ToListAsync(cancellationToken);
        return entries.ConvertAll(e => new KpiRow
        {
            Kind = KpiRowKind.Ledger,
            Id = e.Id.Value,
            At = e.ChargedAt,
            Amount = e.Amount.Nanos,
            Unit = KpiUnit.NanoUsd,
            Label = $"ledger entry: {CostWords.Of(e.Kind)} {e.Provider} {e.Model}".TrimEnd(),
            PipelineId = e.PipelineId,
            VersionId = e.VersionId,
            RunId = e.RunId,
            StepRunId = e.StepRunId,
            CallId = e.CallId,
            OutputId = e.OutputId,
            CostKind = e.Kind,
        });
    }

    private static IQueryable<Ledger.LedgerEntry> Entries(MeasureScope scope)
    {
        var filter = scope.Filter;
        var entries = CostRows.Filtered(scope.Db, filter).Where(e => e.ChargedAt >= filter.From && e.ChargedAt < filter.To);
        return scope.Slice.WithoutPipeline ? entries.Where(e => e.PipelineId == null) : entries;
    }
}
