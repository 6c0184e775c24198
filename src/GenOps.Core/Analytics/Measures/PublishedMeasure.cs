using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Outputs published in the period, each with the seconds since its run was triggered; one cell each, for a median needs them all.</summary>
internal sealed class PublishedMeasure : Measure
{
    public override string Label => "time from trigger to publication";

    public override KpiUnit Unit => KpiUnit.Seconds;

    public override async Task<IReadOnlyList<Cell>> CellsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .Select(r => new { r.PipelineId, r.VersionId, r.PublishedAt, r.TriggeredAt })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new Cell(
            new CellKey { PipelineId = r.PipelineId, VersionId = r.VersionId, Segment = scope.Segments.Find(r.PublishedAt) },
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
        var filter = scope.Filter;
        var outputs = scope.Db.Outputs.Where(
            o => o.Money == filter.Money && o.PublishedAt != null && o.PublishedAt >= filter.From && o.PublishedAt < filter.To);
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

/// <summary>Arithmetic over durations.</summary>
internal static class Durations
{
    /// <summary>Seconds between two times, exact.</summary>
    public static decimal Seconds(DateTime from, DateTime to) => (to - from).Ticks / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>The middle value, or the mean of the two in the middle; null of nothing.</summary>
    public static decimal? Median(IEnumerable<decimal> values)
    {
        decimal[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return null;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that at least nine in ten do not exceed; null of nothing.</summary>
    public static decimal? Percentile90(IEnumerable<decimal> values)
    {
        decimal[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[((sorted.Length * 9) + 9) / 10 - 1];
    }
}
