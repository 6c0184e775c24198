using System.Linq.Expressions;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Outputs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Outputs, each counting one or what an assumption says of it.</summary>
/// <param name="fact">The sums that are kept of them; null for none.</param>
/// <param name="label">What they are.</param>
/// <param name="happened">What puts them into the period.</param>
/// <param name="only">Which of them; null for all.</param>
/// <param name="unit">What they count.</param>
/// <param name="worth">What one counts, by the time of its acceptance; null for one each. Constant between two changes of the assumptions.</param>
/// <param name="byRule">The sums that are kept of them by the rules that flagged them; null where nobody asks for those.</param>
internal sealed class OutputMeasure(
    RollupFact? fact,
    string label,
    OutputEvent happened,
    Expression<Func<OutputRow, bool>>? only = null,
    KpiUnit unit = KpiUnit.Count,
    OutputWorth? worth = null,
    RollupFact? byRule = null) : FactMeasure
{
    private FlaggedMeasure? _byRule;

    /// <summary>Outputs accepted in the period, less those withdrawn in it.</summary>
    public static Measure Accepted { get; } = LessWithdrawn("accepted outputs", KpiUnit.Count, null);

    /// <summary>Outputs decided in the period.</summary>
    public static OutputMeasure Decided { get; } = new(RollupFact.Decided, "outputs decided", OutputEvent.Decided);

    /// <summary>Those of them that a person decided.</summary>
    public static OutputMeasure DecidedByPerson { get; } = new(
        RollupFact.DecidedByPerson, "outputs decided by a person", OutputEvent.Decided, r => r.Output.DecidedByPerson == true, byRule: RollupFact.DecidedByPersonOfRule);

    /// <summary>Those that were rejected, by a person or by rule.</summary>
    public static OutputMeasure Rejected { get; } = new(RollupFact.Rejected, "outputs rejected", OutputEvent.Decided, r => r.Output.State == OutputState.Rejected);

    /// <summary>Outputs accepted in the period less those withdrawn in it, whenever they were accepted: each takes back what it counted.</summary>
    public static Measure LessWithdrawn(string label, KpiUnit unit, OutputWorth? worth) => new CombinedMeasure(
        label,
        new OutputMeasure(RollupFact.Accepted, label, OutputEvent.Accepted, unit: unit, worth: worth),
        // What each takes back rests on the day of its acceptance, which sums by day do not tell; they are few.
        new OutputMeasure(worth is null ? RollupFact.Withdrawn : null, $"{label} withdrawn", OutputEvent.Withdrawn, unit: unit, worth: worth));

    public override string Label => label;

    public override KpiUnit Unit => unit;

    public override RollupFact? Fact => fact;

    /// <summary>The same by the rules that flagged them; null where nobody asks.</summary>
    public FlaggedMeasure? ByRule => _byRule ??= byRule is { } ofRule ? new FlaggedMeasure(ofRule, this) : null;

    public override IEnumerable<Measure> Pieces => ByRule is null ? [this] : [this, ByRule];

    protected override bool OfCalls => false;

    public override object Family => (typeof(OutputMeasure), happened);

    private Expression<Func<OutputRow, bool>>? Only => only;

    public override IQueryable<FactRow> Facts(MeasureScope scope, IReadOnlyList<FactMeasure> family) =>
        AllRows(scope).Marked(family.Cast<OutputMeasure>().Select(m => m.Only)).Select(m => new FactRow
        {
            RunId = m.Row.Output.RunId,
            At = m.Row.At,
            KnownAt = m.Row.WorthAt > m.Row.At ? m.Row.WorthAt : m.Row.At,
            Amount = 1,
            VersionId = m.Row.Output.VersionId,
            Marks = m.Marks,
        });

    protected override async Task<IReadOnlyList<Cell>> CountAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var rows = Rows(scope);
        var grouped = worth is null
            ? rows.GroupBy(scope.Segments.Inline((OutputRow r) => new CellKey
            {
                PipelineId = r.Output.PipelineId,
                VersionId = r.Output.VersionId,
                Segment = TimeSegments.Of(r.At),
            }))
            : rows.GroupBy(WorthStretches(scope).InlineStretch(scope.Segments.Inline((OutputRow r) => new CellKey
            {
                PipelineId = r.Output.PipelineId,
                VersionId = r.Output.VersionId,
                Segment = TimeSegments.Of(r.At),
                Stretch = TimeSegments.StretchOf(r.WorthAt),
            })));
        var counts = await grouped.Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellationToken);
        return counts.ConvertAll(c => new Cell(c.Key, c.Count, c.Count));
    }

    protected override Task<IReadOnlyList<Cell>> FinishAsync(MeasureScope scope, IReadOnlyList<Cell> cells, CancellationToken cancellationToken)
    {
        var stretches = WorthStretches(scope);
        return Task.FromResult<IReadOnlyList<Cell>>([.. cells.Select(c => Priced(scope, c.Key, stretches.From(c.Key.Stretch) ?? DateTime.MinValue, c.Rows))]);
    }

    protected override TimeSegments WorthStretches(MeasureScope scope) =>
        new(worth is null ? [] : scope.Stated.Changes.Where(c => c < scope.Filter.To));

    public override async Task<IReadOnlyList<KpiRow>> RowsAsync(MeasureScope scope, int skip, int take, CancellationToken cancellationToken)
    {
        var rows = await Rows(scope)
            .OrderByDescending(r => r.At).ThenBy(r => r.Output.Id)
            .Skip(skip).Take(take).AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => ToRow(scope, r));
    }

    private Cell Priced(MeasureScope scope, CellKey key, DateTime from, long count)
    {
        var place = new CellKey { PipelineId = key.PipelineId, VersionId = key.VersionId, Segment = key.Segment };
        if (worth is null) return new Cell(place, count, count);
        var pipeline = key.PipelineId!.Value;
        return worth.Of(scope.Stated, pipeline, from) is { } each
            ? new Cell(place, count * each.Amount, count) { By = each.By }
            : new Cell(place, 0, count, count) { Gaps = scope.Stated.Gaps(worth.Needs, pipeline, from) };
    }

    /// <summary>Those that a scope leaves.</summary>
    public IQueryable<OutputRow> Rows(MeasureScope scope) => only is null ? AllRows(scope) : AllRows(scope).Where(only);

    private IQueryable<OutputRow> AllRows(MeasureScope scope)
    {
        if (happened == OutputEvent.AcceptedOfRunEnded) scope = scope.OfRunsEnded();
        var (db, filter, to) = (scope.Db, scope.Filter, scope.To);
        var outputs = scope.Outputs;
        if (scope.Runs is null) outputs = outputs.Where(o => o.Money == filter.Money);
        if (filter.Pipeline is { } pipeline) outputs = outputs.Where(o => o.PipelineId == pipeline);
        if (filter.Version is { } version) outputs = outputs.Where(o => o.VersionId == version);
        if (filter.CostCentre is { } centre) outputs = outputs.Where(o => db.Runs.Any(r => r.Id == o.RunId && r.CostCentre == centre));
        if (scope.Slice.Rule is { } rule) outputs = outputs.Where(o => db.Flags.Any(f => f.OutputId == o.Id && f.Rule == rule));
        // Every output has a pipeline.
        if (scope.Slice.WithoutPipeline) outputs = outputs.Where(o => false);
        var rows = happened switch
        {
            OutputEvent.Accepted => outputs.Where(o => o.AcceptedAt != null)
                .Select(o => new OutputRow { Output = o, At = o.AcceptedAt!.Value, WorthAt = o.AcceptedAt!.Value }),
            OutputEvent.Withdrawn => outputs.Where(o => o.AcceptedAt != null && o.WithdrawnAt != null)
                .Select(o => new OutputRow { Output = o, At = o.WithdrawnAt!.Value, WorthAt = o.AcceptedAt!.Value }),
            OutputEvent.Decided => outputs.Where(o => o.DecidedAt != null && o.DecidedByPerson != null)
                .Select(o => new OutputRow { Output = o, At = o.DecidedAt!.Value, WorthAt = o.DecidedAt!.Value }),
            OutputEvent.AcceptedOfRunEnded => outputs.Where(o => o.AcceptedAt != null && o.WithdrawnAt == null)
                .Join(
                    db.Runs.Where(r => r.EndedAt != null), o => o.RunId, r => r.Id,
                    (o, r) => new OutputRow { Output = o, At = r.EndedAt!.Value, WorthAt = o.AcceptedAt!.Value }),
            _ => throw new InvalidOperationException($"{happened} is no event of an output."),
        };
        return rows.Where(r => r.At >= filter.From && r.At < to);
    }

    private KpiRow ToRow(MeasureScope scope, OutputRow row)
    {
        var output = row.Output;
        var each = worth?.Of(scope.Stated, output.PipelineId, row.WorthAt);
        return new KpiRow
        {
            Kind = KpiRowKind.Output,
            Id = output.Id.Value,
            At = row.At,
            Amount = worth is null ? 1 : each?.Amount ?? 0,
            Unit = unit,
            Label = Describe(output) + (worth is null ? "" : each is null ? ", nothing stated of its worth" : $", by {string.Join(" and ", each.By.Select(a => scope.Stated.Naming.Of(a).Text))}"),
            PipelineId = output.PipelineId,
            VersionId = output.VersionId,
            RunId = output.RunId,
            OutputId = output.Id,
        };
    }

    private string Describe(Output output)
    {
        var name = output.Item >= 0 ? $"{output.Name} [{output.Item + 1}]" : output.Name;
        var by = output.DecidedByPerson switch { true => " by a person", false => " by rule", null => "" };
        var edited = output.Edited ? " after an edit" : "";
        if (happened == OutputEvent.Withdrawn) return $"{name}: withdrawn";
        return $"{name}: {(output.AcceptedAt is null ? output.State.ToString().ToLowerInvariant() : "accepted")}{by}{edited}";
    }
}
