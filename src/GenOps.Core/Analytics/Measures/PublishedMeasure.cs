using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Outputs published in the period, with the seconds since their run was triggered, by class of duration.</summary>
internal sealed class PublishedMeasure : FactMeasure
{
    public override string Label => "time from trigger to publication";

    public override KpiUnit Unit => KpiUnit.Seconds;

    public override RollupFact? Fact => RollupFact.Published;

    protected override bool OfCalls => false;

    public override IQueryable<FactRow> Facts(MeasureScope scope) =>
        Rows(scope).Select(r => new FactRow { RunId = r.RunId, At = r.PublishedAt, Since = r.TriggeredAt, VersionId = r.VersionId });

    protected override decimal AmountOf(long kept) => kept / (decimal)TimeSpan.TicksPerSecond;

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
                DurationClass = DurationSketch.ClassOf(r.PublishedAt - r.TriggeredAt),
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
        var filter = scope.Filter;
        var outputs = scope.Outputs.Where(o => o.PublishedAt != null && o.PublishedAt >= filter.From && o.PublishedAt < filter.To);
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

/// <summary>Arithmetic over durations.</summary>
internal static class Durations
{
    /// <summary>Seconds between two times, exact.</summary>
    public static decimal Seconds(DateTime from, DateTime to) => (to - from).Ticks / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>The middle value, or the mean of the two in the middle; null of nothing.</summary>
    /// <param name="cells">Each holds so many durations, alike within what the sums keep apart.</param>
    public static decimal? Median(IEnumerable<Cell> cells)
    {
        var sorted = Sorted(cells);
        var all = sorted.Sum(c => c.Rows);
        return all == 0 ? null : (At(sorted, (all - 1) / 2) + At(sorted, all / 2)) / 2;
    }

    /// <summary>The smallest value that at least nine in ten do not exceed; null of nothing.</summary>
    /// <param name="cells">As for <see cref="Median"/>.</param>
    public static decimal? Percentile90(IEnumerable<Cell> cells)
    {
        var sorted = Sorted(cells);
        var all = sorted.Sum(c => c.Rows);
        return all == 0 ? null : At(sorted, ((all * 9) + 9) / 10 - 1);
    }

    private static List<Cell> Sorted(IEnumerable<Cell> cells) => [.. cells.OrderBy(c => c.Amount / c.Rows)];

    /// <summary>The value at a place, from 0.</summary>
    private static decimal At(List<Cell> sorted, long place)
    {
        foreach (var cell in sorted)
        {
            if (place < cell.Rows) return cell.Amount / cell.Rows;
            place -= cell.Rows;
        }

        throw new ArgumentOutOfRangeException(nameof(place), place, null);
    }
}
