using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>What something is worth, and the statements that say so.</summary>
/// <param name="Amount">In the measure's unit.</param>
/// <param name="By">The statements it was worked out from.</param>
internal sealed record Worth(decimal Amount, IReadOnlyList<Assumption> By);

/// <summary>
/// The assumptions as a function of pipeline and time, with the instants at which any of them changes, so that a sum
/// over many outputs can be taken stretch by stretch. A pipeline's own figure goes before the company's; a withdrawn one
/// falls back to it. Of live money only what a person stated or confirmed is seen.
/// </summary>
internal sealed class StatedFigures
{
    private readonly ILookup<(PipelineId?, string), Assumption> _byKey;
    private readonly ILookup<(PipelineId?, string), Assumption> _examples;
    private readonly DateTime _asOf;

    private StatedFigures(IReadOnlyList<Assumption> all, MoneyMode money, DateTime asOf, AssumptionNaming naming)
    {
        _asOf = asOf;
        Naming = naming;
        bool Aside(Assumption a) => money == MoneyMode.Live && a.Origin == AssumptionOrigin.Example;
        _byKey = all.Where(a => !Aside(a)).ToLookup(a => (a.PipelineId, a.Key));
        _examples = all.Where(Aside).ToLookup(a => (a.PipelineId, a.Key));
        Changes = [.. all.Select(a => a.ValidFrom).Distinct().Order()];
    }

    /// <summary>Nothing stated: for who only sums rows.</summary>
    public static StatedFigures None(ReportingCalendar calendar) =>
        new([], MoneyMode.Sandbox, DateTime.MinValue, new AssumptionNaming(new KpiNames(new Dictionary<PipelineId, string>(), new Dictionary<PipelineVersionId, string>()), calendar));

    /// <summary>When any of them changes, UTC, in order.</summary>
    public IReadOnlyList<DateTime> Changes { get; }

    /// <summary>How they are named to people.</summary>
    public AssumptionNaming Naming { get; }

    /// <summary>All that is known at <paramref name="asOf"/> and counts for this money.</summary>
    public static async Task<StatedFigures> LoadAsync(
        GenOpsDbContext db, MoneyMode money, DateTime asOf, AssumptionNaming naming, CancellationToken cancellationToken) =>
        new(await db.Assumptions.AsNoTracking().Where(a => a.RecordedAt <= asOf).ToListAsync(cancellationToken), money, asOf, naming);

    /// <summary>
    /// What one accepted output is worth in nano-dollars; null where that is not stated. The pipeline's own value, else its
    /// own baseline at the labour rate in force, else the company's value, else the company's baseline: a labour rate is a
    /// price of time and mostly the company's, so the scope of a worth is that of the value or the baseline.
    /// </summary>
    public Worth? Benefit(PipelineId pipeline, DateTime at) =>
        Value(Own(AssumptionKeys.ValuePerOutput, pipeline, at))
        ?? Time(Own(AssumptionKeys.BaselineMinutes, pipeline, at), pipeline, at)
        ?? Value(Own(AssumptionKeys.ValuePerOutput, null, at))
        ?? HumanCost(pipeline, at);

    /// <summary>What a person would have cost for one output, in nano-dollars; null where that is not stated.</summary>
    public Worth? HumanCost(PipelineId pipeline, DateTime at) => Time(At(AssumptionKeys.BaselineMinutes, pipeline, at), pipeline, at);

    /// <summary>What a person would have needed for one output, in seconds; null where that is not stated.</summary>
    public Worth? BaselineSeconds(PipelineId pipeline, DateTime at) =>
        At(AssumptionKeys.BaselineMinutes, pipeline, at) is { } minutes ? new Worth(minutes.Value!.Value * 60m, [minutes]) : null;

    /// <summary>The labour rate that priced a person's time: as it was known when it was booked.</summary>
    public Assumption? RateThatPriced(PipelineId? pipeline, DateTime at, DateTime booked)
    {
        Assumption? Of(PipelineId? scope) =>
            AssumptionBook.InForce(_byKey[(scope, AssumptionKeys.LabourRate)], AssumptionKeys.LabourRate, scope, at, booked);
        return Of(pipeline) is { Value: not null } own ? own : Of(null) is { Value: not null } company ? company : null;
    }

    /// <summary>The statements of one scope that were in force at any time of a stretch.</summary>
    public IEnumerable<Assumption> During(string key, PipelineId? scope, DateTime from, DateTime to)
    {
        var stated = _byKey[(scope, key)];
        return stated
            .Where(a => a.ValidFrom > from && a.ValidFrom < to)
            .Append(AssumptionBook.InForce(stated, key, scope, from, _asOf))
            .OfType<Assumption>().Where(a => a.Value is not null);
    }

    /// <summary>Which of the figures a worth needs are missing for a pipeline, those first for which an example shipped.</summary>
    public IReadOnlyList<AssumptionGap> Gaps(IReadOnlyList<string> keys, PipelineId pipeline, DateTime at)
    {
        var missing = keys.Where(k => At(k, pipeline, at) is null)
            .Select(k => Naming.Gap(k, pipeline, AssumptionBook.InForce(_examples[(pipeline, k)], k, pipeline, at, _asOf) is { Value: not null }))
            .ToList();
        return missing.Exists(g => g.HasExample) ? missing.FindAll(g => g.HasExample) : missing;
    }

    private Worth? Time(Assumption? minutes, PipelineId pipeline, DateTime at) =>
        minutes is not null && At(AssumptionKeys.LabourRate, pipeline, at) is { } rate
            ? new Worth(Money.FromUsd(minutes.Value!.Value * rate.Value!.Value / 60m).Nanos, [minutes, rate])
            : null;

    private static Worth? Value(Assumption? value) =>
        value is null ? null : new Worth(Money.FromUsd(value.Value!.Value).Nanos, [value]);

    private Assumption? At(string key, PipelineId pipeline, DateTime at) => Own(key, pipeline, at) ?? Own(key, null, at);

    private Assumption? Own(string key, PipelineId? scope, DateTime at) =>
        AssumptionBook.InForce(_byKey[(scope, key)], key, scope, at, _asOf) is { Value: not null } held ? held : null;
}
