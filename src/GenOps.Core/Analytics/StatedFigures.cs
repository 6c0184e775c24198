using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>
/// The assumptions as a function of pipeline and time, with the instants at which any of them changes, so that a sum
/// over many outputs can be taken stretch by stretch. A pipeline's own figure goes before the company's;
/// a withdrawn one falls back to it.
/// </summary>
internal sealed class StatedFigures
{
    private readonly ILookup<(PipelineId?, string), Assumption> _byKey;
    private readonly DateTime _asOf;

    private StatedFigures(IReadOnlyList<Assumption> all, DateTime asOf)
    {
        _asOf = asOf;
        _byKey = all.ToLookup(a => (a.PipelineId, a.Key));
        Changes = [.. all.Select(a => a.ValidFrom).Distinct().Order()];
    }

    /// <summary>When any of them changes, UTC, in order.</summary>
    public IReadOnlyList<DateTime> Changes { get; }

    /// <summary>All that is known at <paramref name="asOf"/>.</summary>
    public static async Task<StatedFigures> LoadAsync(GenOpsDbContext db, DateTime asOf, CancellationToken cancellationToken) =>
        new(await db.Assumptions.AsNoTracking().Where(a => a.RecordedAt <= asOf).ToListAsync(cancellationToken), asOf);

    /// <summary>The figure in force; null where nobody stated one.</summary>
    public decimal? At(string key, PipelineId? pipeline, DateTime at) =>
        (pipeline is null ? null : InForce(key, pipeline, at)) ?? InForce(key, null, at);

    /// <summary>What one accepted output is worth in nano-dollars; null where that is not stated.</summary>
    public decimal? Benefit(PipelineId? pipeline, DateTime at) =>
        At(AssumptionKeys.ValuePerOutput, pipeline, at) is { } value ? Money.FromUsd(value).Nanos : HumanCost(pipeline, at);

    /// <summary>What a person would have cost for one output, in nano-dollars; null where that is not stated.</summary>
    public decimal? HumanCost(PipelineId? pipeline, DateTime at) =>
        At(AssumptionKeys.BaselineMinutes, pipeline, at) is { } minutes && At(AssumptionKeys.LabourRate, pipeline, at) is { } rate
            ? Money.FromUsd(minutes * rate / 60m).Nanos
            : null;

    /// <summary>What a person would have needed for one output, in seconds; null where that is not stated.</summary>
    public decimal? BaselineSeconds(PipelineId? pipeline, DateTime at) =>
        At(AssumptionKeys.BaselineMinutes, pipeline, at) * 60m;

    private decimal? InForce(string key, PipelineId? scope, DateTime at) =>
        AssumptionBook.InForce(_byKey[(scope, key)], key, scope, at, _asOf)?.Value;
}
