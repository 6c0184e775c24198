using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Outputs by the review rules that flagged them; one with two flags is in two cells.</summary>
/// <param name="fact">The sums that are kept of them.</param>
/// <param name="outputs">Which outputs.</param>
internal sealed class FlaggedMeasure(RollupFact fact, OutputMeasure outputs) : FactMeasure
{
    public override string Label => outputs.Label;

    public override KpiUnit Unit => outputs.Unit;

    public override RollupFact? Fact => fact;

    protected override bool OfCalls => false;

    public override IQueryable<FactRow> Facts(MeasureScope scope) => Rows(scope).Select(r => new FactRow
    {
        RunId = r.Output.Output.RunId,
        At = r.Output.At,
        Amount = 1,
        VersionId = r.Output.Output.VersionId,
        Rule = r.Rule,
    });

    public override Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken) =>
        outputs.RowsAsync(scope, skip, take, cancellationToken);

    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var counts = await Rows(scope).GroupBy(r => r.Rule).Select(g => new { Rule = g.Key, Count = g.LongCount() }).ToListAsync(cancellationToken);
        return counts.ConvertAll(c => new Cell(new CellKey { Rule = c.Rule }, c.Count, c.Count));
    }

    /// <summary>One cell for each rule.</summary>
    protected override Task<IReadOnlyList<Cell>> FinishAsync(MeasureScope scope, IReadOnlyList<Cell> cells, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Cell>>(
        [
            .. cells.GroupBy(c => c.Key.Rule).Select(g => new Cell(new CellKey { Rule = g.Key }, g.Sum(c => c.Amount), g.Sum(c => c.Rows)))
                .Where(c => c.Rows != 0),
        ]);

    private IQueryable<FlaggedRow> Rows(MeasureScope scope)
    {
        var flags = scope.Db.Flags.Select(f => new { f.OutputId, f.Rule }).Distinct();
        return outputs.Rows(scope).Join(flags, r => r.Output.Id, f => f.OutputId, (r, f) => new FlaggedRow { Output = r, Rule = f.Rule });
    }

    private sealed class FlaggedRow
    {
        public required OutputRow Output { get; init; }

        public required string Rule { get; init; }
    }
}
