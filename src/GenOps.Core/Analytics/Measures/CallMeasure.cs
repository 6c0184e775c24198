using System.Linq.Expressions;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Inference;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>One call with its run's pipeline and its step.</summary>
internal sealed class CallRow
{
    public required ModelCall Call { get; init; }
    public PipelineId PipelineId { get; init; }
    public PipelineVersionId VersionId { get; init; }
    public string CostCentre { get; init; } = "";
}

/// <summary>Model calls, counted in the period in which they were recorded, which is that of their charge.</summary>
/// <param name="fact">The sums that are kept of them.</param>
/// <param name="label">Which calls.</param>
/// <param name="only">Which of them.</param>
internal sealed class CallMeasure(RollupFact fact, string label, Expression<Func<CallRow, bool>> only) : FactMeasure
{
    public override string Label => label;

    public override KpiUnit Unit => KpiUnit.Count;

    public override RollupFact? Fact => fact;

    protected override bool OfCalls => true;

    public override object Family => typeof(CallMeasure);

    private Expression<Func<CallRow, bool>> Only => only;

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) =>
        AllRows(scope).Marked(family.Cast<CallMeasure>().Select(m => m.Only)).Select(m => new FactRow
        {
            RunId = m.Row.Call.RunId,
            At = m.Row.Call.CreatedAt,
            KnownAt = m.Row.Call.EndedAt,
            Amount = 1,
            Provider = m.Row.Call.Provider,
            Model = m.Row.Call.Model,
            Tier = m.Row.Call.Tier,
            Marks = m.Marks,
        });

    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var counts = await Rows(scope)
            .GroupBy(scope.Segments.Inline((CallRow r) => new CellKey
            {
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                Segment = TimeSegments.Of(r.Call.CreatedAt),
            }))
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return counts.ConvertAll(c => new Cell(c.Key, c.Count, c.Count));
    }

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .OrderByDescending(r => r.Call.CreatedAt).ThenBy(r => r.Call.Id)
            .Skip(skip).Take(take).AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new KpiRow
        {
            Kind = KpiRowKind.Call,
            Id = r.Call.Id.Value,
            At = r.Call.CreatedAt,
            Amount = 1,
            Unit = Unit,
            Label = $"{r.Call.Purpose.ToString().ToLowerInvariant()} call, {r.Call.Provider}/{r.Call.Model}",
            PipelineId = r.PipelineId,
            VersionId = r.VersionId,
            RunId = r.Call.RunId,
            StepRunId = r.Call.StepRunId,
            CallId = r.Call.Id,
        });
    }

    private IQueryable<CallRow> Rows(MeasureScope scope) => AllRows(scope).Where(only);

    private static IQueryable<CallRow> AllRows(MeasureScope scope)
    {
        var (filter, to) = (scope.Filter, scope.To);
        var calls = scope.ModelCalls.Where(c => c.CreatedAt >= filter.From && c.CreatedAt < to);
        if (scope.KnownTo is { } known) calls = calls.Where(c => (c.EndedAt ?? c.CreatedAt) < known);
        if (scope.Runs is null) calls = calls.Where(c => c.Money == filter.Money);
        if (filter.Provider is { } provider) calls = calls.Where(c => c.Provider == provider);
        if (filter.Model is { } model) calls = calls.Where(c => c.Model == model);
        if (filter.Tier is { } tier) calls = calls.Where(c => c.Tier == tier);
        var rows = calls.Join(scope.Db.Runs, c => c.RunId, r => r.Id, (c, r) => new CallRow
        {
            Call = c,
            PipelineId = r.PipelineId,
            VersionId = r.VersionId,
            CostCentre = r.CostCentre,
        });
        if (filter.Pipeline is { } pipeline) rows = rows.Where(r => r.PipelineId == pipeline);
        if (filter.Version is { } version) rows = rows.Where(r => r.VersionId == version);
        if (filter.CostCentre is { } centre) rows = rows.Where(r => r.CostCentre == centre);
        // Every call belongs to a run, and so to a pipeline.
        if (scope.Slice.WithoutPipeline) rows = rows.Where(r => false);
        return rows;
    }
}
