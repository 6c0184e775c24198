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

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) => Rows(scope).Select(r => new FactRow
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
        var counts = await Rows(scope)
            .GroupBy(scope.Segments.Inline((FlaggedRow r) => new CellKey
            {
                PipelineId = r.Output.Output.PipelineId,
                VersionId = r.Output.Output.VersionId,
                Rule = r.Rule,
                Segment = TimeSegments.Of(r.Output.At),
            }))
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return counts.ConvertAll(c => new Cell(c.Key, c.Count, c.Count));
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
        var rows = outputs.Rows(scope);
        // Of these outputs only: all flags there ever were would be gone through for each of them to be told once.
        var flags = scope.Db.Flags.Where(f => rows.Select(r => r.Output.Id).Contains(f.OutputId)).Select(f => new { f.OutputId, f.Rule }).Distinct();
        return rows.Join(flags, r => r.Output.Id, f => f.OutputId, (r, f) => new FlaggedRow { Output = r, Rule = f.Rule });
    }

    private sealed class FlaggedRow
    {
        public required OutputRow Output { get; init; }

        public required string Rule { get; init; }
    }
}
