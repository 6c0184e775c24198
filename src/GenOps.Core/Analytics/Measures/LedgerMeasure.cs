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
        var shares = await SharesAsync(scope, cancellationToken);
        return sum is null && shares.Count == 0
            ? []
            : [new Cell(new CellKey(), (sum?.Nanos ?? 0) + shares.Sum(s => s.Nanos), (sum?.Count ?? 0) + shares.Count)];
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var entries = await Entries(scope)
            .OrderByDescending(e => e.ChargedAt).ThenBy(e => e.Id)
            .Skip(skip).Take(take).AsNoTracking()
            .ToListAsync(cancellationToken);
        var rows = entries.ConvertAll(e => new KpiRow
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
        if (rows.Count == take) return rows;
        var shares = await SharesAsync(scope, cancellationToken);
        var before = (await scope.CellsOfAsync(this, cancellationToken)).Sum(c => c.Rows) - shares.Count;
        rows.AddRange(shares.Skip((int)Math.Max(0, skip - before)).Take(take - rows.Count).Select(s => FixedShareRows.Of(s, scope)));
        return rows;
    }

    /// <summary>Where a filter narrows, the bare entries lack the share of the company's; of the whole company they are all there.</summary>
    private static async Task<IReadOnlyList<FixedShare>> SharesAsync(MeasureScope scope, CancellationToken cancellationToken) =>
        scope.Filter.Pipeline is null && scope.Filter.CostCentre is null ? [] : await scope.SharesAsync(cancellationToken);

    private static IQueryable<Ledger.LedgerEntry> Entries(MeasureScope scope)
    {
        var filter = scope.Filter;
        var entries = CostRows.Filtered(scope).Where(e => e.ChargedAt >= filter.From && e.ChargedAt < filter.To);
        return scope.Slice.WithoutPipeline ? entries.Where(e => e.PipelineId == null) : entries;
    }
}
