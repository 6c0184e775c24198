using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Outputs published in the period, with the seconds since their run was triggered.</summary>
internal sealed class PublishedMeasure : FactMeasure
{
    public override string Label => "time from trigger to publication";

    public override KpiUnit Unit => KpiUnit.Seconds;

    public override RollupFact? Fact => RollupFact.Published;

    public override bool IsOfDurations => true;

    protected override bool OfCalls => false;

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) =>
        Rows(scope).Select(r => new FactRow { RunId = r.RunId, At = r.PublishedAt, Since = r.TriggeredAt, VersionId = r.VersionId });

    public override decimal AmountOf(long kept) => Durations.Seconds(kept);

    /// <summary>One cell for each output.</summary>
    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .Select(r => new { r.PipelineId, r.VersionId, r.PublishedAt, r.TriggeredAt })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new Cell(
            new CellKey
            {
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                Segment = scope.Segments.Find(r.PublishedAt),
            },
            Durations.Seconds(r.TriggeredAt, r.PublishedAt), 1));
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .OrderByDescending(r => r.PublishedAt).ThenBy(r => r.OutputId)
            .Skip(skip).Take(take)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new KpiRow
        {
            Kind = KpiRowKind.Output,
            Id = r.OutputId.Value,
            At = r.PublishedAt,
            Amount = Durations.Seconds(r.TriggeredAt, r.PublishedAt),
            Unit = Unit,
            Label = r.Item >= 0 ? $"{r.Name} [{r.Item + 1}]: published" : $"{r.Name}: published",
            PipelineId = r.PipelineId,
            VersionId = r.VersionId,
            RunId = r.RunId,
            OutputId = r.OutputId,
        });
    }

    private static IQueryable<PublishedRow> Rows(MeasureScope scope)
    {
        var (filter, to) = (scope.Filter, scope.To);
        var outputs = scope.Outputs.Where(o => o.PublishedAt != null && o.PublishedAt >= filter.From && o.PublishedAt < to);
        if (scope.Runs is null) outputs = outputs.Where(o => o.Money == filter.Money);
        if (filter.Pipeline is { } pipeline) outputs = outputs.Where(o => o.PipelineId == pipeline);
        if (filter.Version is { } version) outputs = outputs.Where(o => o.VersionId == version);
        var runs = scope.Db.Runs.AsQueryable();
        if (filter.CostCentre is { } centre) runs = runs.Where(r => r.CostCentre == centre);
        // Every output has a pipeline.
        if (scope.Slice.WithoutPipeline) outputs = outputs.Where(o => false);
        return outputs.Join(runs, o => o.RunId, r => r.Id, (o, r) => new PublishedRow
        {
            OutputId = o.Id,
            RunId = o.RunId,
            PipelineId = o.PipelineId,
            VersionId = o.VersionId,
            Name = o.Name,
            Item = o.Item,
            PublishedAt = o.PublishedAt!.Value,
            TriggeredAt = r.TriggeredAt,
        });
    }

    private sealed class PublishedRow
    {
        public OutputId OutputId { get; init; }
        public RunId RunId { get; init; }
        public PipelineId PipelineId { get; init; }
        public PipelineVersionId VersionId { get; init; }
        public string Name { get; init; } = "";
        public int Item { get; init; }
        public DateTime PublishedAt { get; init; }
        public DateTime TriggeredAt { get; init; }
    }
}
