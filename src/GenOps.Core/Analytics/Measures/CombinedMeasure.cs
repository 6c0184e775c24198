namespace GenOps.Core.Analytics.Measures;

/// <summary>One measure less another, with the rows of both: those of the second count negative.</summary>
internal sealed class CombinedMeasure(string label, Measure plus, Measure minus) : Measure
{
    public override string Label => label;

    public override KpiUnit Unit => plus.Unit;

    public override IEnumerable<Measure> Pieces => plus.Pieces.Concat(minus.Pieces);

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var added = await scope.CellsOfAsync(plus, cancellationToken);
        var taken = await scope.CellsOfAsync(minus, cancellationToken);
        return [.. added, .. taken.Select(c => c with { Amount = -c.Amount })];
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = new List<KpiRow>(await plus.RowsAsync(scope, skip, take, cancellationToken));
        if (rows.Count == take) return rows;
        var before = rows.Count > 0 ? skip + rows.Count : (await scope.CellsOfAsync(plus, cancellationToken)).Sum(c => c.Rows);
        var further = await minus.RowsAsync(scope, (int)Math.Max(0, skip - before), take - rows.Count, cancellationToken);
        rows.AddRange(further.Select(r => r with { Amount = -r.Amount }));
        return rows;
    }
}
