using System.Linq.Expressions;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Ledger;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>One stretch of a person's time with its run's pipeline.</summary>
internal sealed class LabourRow
{
    public required Labour Labour { get; init; }
    public PipelineId PipelineId { get; init; }
    public PipelineVersionId VersionId { get; init; }
    public string CostCentre { get; init; } = "";

    /// <summary>True where no ledger entry says what it cost.</summary>
    public bool Unpriced { get; init; }
}

/// <summary>Time that people spent.</summary>
/// <param name="fact">The sums that are kept of it.</param>
/// <param name="label">Which time.</param>
/// <param name="only">Which of it; null for all.</param>
/// <param name="counted">True counts the records, false sums their seconds.</param>
internal sealed class LabourMeasure(RollupFact fact, string label, Expression<Func<LabourRow, bool>>? only = null, bool counted = false) : FactMeasure
{
    /// <summary>All the time people spent.</summary>
    public static LabourMeasure All { get; } = new(RollupFact.Labour, "time people spent");

    /// <summary>That of it which went into strategy, ethics or creative direction.</summary>
    public static LabourMeasure OnDirection { get; } = new(RollupFact.LabourOnDirection, "time on direction", r => r.Labour.Activity == LabourActivity.Direction);

    /// <summary>How many stretches of it there are.</summary>
    public static LabourMeasure Stretches { get; } = new(RollupFact.Labour, "stretches of people's time", counted: true);

    /// <summary>Those whose length nobody measured.</summary>
    public static LabourMeasure Unmeasured { get; } = new(RollupFact.LabourUnmeasured, "stretches without a measured length", r => !r.Labour.Measured, counted: true);

    /// <summary>Measured time that no entry prices, for want of a stated rate.</summary>
    public static LabourMeasure WithoutRate { get; } = new(RollupFact.LabourWithoutRate, "time without a stated rate", r => r.Labour.Measured && r.Labour.Seconds > 0 && r.Unpriced);

    /// <summary>The share without a measured length in a few words; null when there is none.</summary>
    public static string? UnmeasuredOf(decimal unmeasured, decimal all) => unmeasured == 0
        ? null
        : $"{KpiValue.Format(unmeasured / all, KpiUnit.Share)} of people's time not measured ({Exactly.Number(unmeasured)} of {Exactly.Number(all)} stretches)";

    public override string Label => label;

    public override KpiUnit Unit => counted ? KpiUnit.Count : KpiUnit.Seconds;

    public override RollupFact? Fact => fact;

    protected override bool OfCalls => false;

    public override object Family => typeof(LabourMeasure);

    private Expression<Func<LabourRow, bool>>? Only => only;

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) =>
        AllRows(scope).Marked(family.Cast<LabourMeasure>().Select(m => m.Only))
            .Select(m => new FactRow { RunId = m.Row.Labour.RunId, At = m.Row.Labour.At, Amount = m.Row.Labour.Seconds, Marks = m.Marks });

    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var sums = await Rows(scope)
            .GroupBy(scope.Segments.Inline((LabourRow r) => new CellKey
            {
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                Segment = TimeSegments.Of(r.Labour.At),
            }))
            .Select(g => new { g.Key, Seconds = g.Sum(r => (long)r.Labour.Seconds), Count = g.LongCount() })
            .ToListAsync(cancellationToken);
        return sums.ConvertAll(s => new Cell(s.Key, s.Seconds, s.Count));
    }

    protected override Task<IReadOnlyList<Cell>> FinishAsync(MeasureScope scope, IReadOnlyList<Cell> cells, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Cell>>(counted ? [.. cells.Select(c => c with { Amount = c.Rows })] : cells);

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .OrderByDescending(r => r.Labour.At).ThenBy(r => r.Labour.Id)
            .Skip(skip).Take(take).AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new KpiRow
        {
            Kind = KpiRowKind.Labour,
            Id = r.Labour.Id.Value,
            At = r.Labour.At,
            Amount = counted ? 1 : r.Labour.Seconds,
            Unit = Unit,
            Label = $"{r.Labour.Activity.ToString().ToLowerInvariant()} by {r.Labour.PersonName}" + (r.Labour.Measured ? "" : ", not measured"),
            PipelineId = r.PipelineId,
            VersionId = r.VersionId,
            RunId = r.Labour.RunId,
            OutputId = r.Labour.OutputId,
        });
    }

    private IQueryable<LabourRow> Rows(MeasureScope scope) => only is null ? AllRows(scope) : AllRows(scope).Where(only);

    private static IQueryable<LabourRow> AllRows(MeasureScope scope)
    {
        var (filter, to) = (scope.Filter, scope.To);
        var labour = scope.Labour.Where(l => l.At >= filter.From && l.At < to);
        if (scope.Runs is null) labour = labour.Where(l => l.Money == filter.Money);
        var rows = labour
            .Join(scope.Db.Runs, l => l.RunId, r => r.Id, (l, r) => new LabourRow
            {
                Labour = l,
                PipelineId = r.PipelineId,
                VersionId = r.VersionId,
                CostCentre = r.CostCentre,
                Unpriced = !scope.Db.LedgerEntries.Any(e => e.SourceType == LedgerSource.Labour && e.SourceId == (Guid)(object)l.Id),
            });
        if (filter.Pipeline is { } pipeline) rows = rows.Where(r => r.PipelineId == pipeline);
        if (filter.Version is { } version) rows = rows.Where(r => r.VersionId == version);
        if (filter.CostCentre is { } centre) rows = rows.Where(r => r.CostCentre == centre);
        // Every stretch of time belongs to a run, and so to a pipeline.
        if (scope.Slice.WithoutPipeline) rows = rows.Where(r => false);
        return rows;
    }
}
