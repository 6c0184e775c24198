namespace GenOps.Core.Analytics.Measures;

/// <summary>Pipeline versions, found by one of the queries of <see cref="VersionFacts"/>.</summary>
/// <param name="label">Which versions.</param>
/// <param name="unit">What they count.</param>
/// <param name="find">Those of the period.</param>
internal sealed class VersionMeasure(
    string label, KpiUnit unit, Func<MeasureScope, CancellationToken, Task<IReadOnlyList<VersionFact>>> find) : Measure
{
    public override string Label => label;

    public override KpiUnit Unit => unit;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken) =>
    [
        .. (await FindAsync(scope, cancellationToken)).Select(v => new Cell(
            new CellKey { PipelineId = v.PipelineId, VersionId = v.VersionId, Segment = scope.Segments.Find(v.At) }, v.Amount, 1)),
    ];

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken) =>
    [
        .. (await FindAsync(scope, cancellationToken))
            .OrderByDescending(v => v.At).ThenBy(v => v.VersionId.Value)
            .Skip(skip).Take(take)
            .Select(v => new KpiRow
            {
                Kind = KpiRowKind.Version,
                Id = v.VersionId.Value,
                At = v.At,
                Amount = v.Amount,
                Unit = unit,
                Label = v.Label,
                PipelineId = v.PipelineId,
                VersionId = v.VersionId,
            }),
    ];

    private async Task<IReadOnlyList<VersionFact>> FindAsync(MeasureScope scope, CancellationToken cancellationToken) =>
        scope.Slice.WithoutPipeline ? [] : await find(scope, cancellationToken);
}

/// <summary>One version at the time that puts it into the period.</summary>
internal sealed record VersionFact(PipelineId PipelineId, PipelineVersionId VersionId, DateTime At, decimal Amount, string Label);
