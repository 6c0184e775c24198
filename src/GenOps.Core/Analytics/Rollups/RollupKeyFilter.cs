using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>Which keys a filter and a slice leave.</summary>
/// <param name="Filter">The filter, narrowed to the slice.</param>
/// <param name="OfCalls">Whether the fact is of calls: provider, model and tier narrow nothing else.</param>
/// <param name="Kind">One kind of cost; null for all.</param>
/// <param name="Class">One class of cost; null for all.</param>
internal sealed record RollupKeyFilter(AnalyticsFilter Filter, bool OfCalls, CostKind? Kind, CostClass? Class)
{
    /// <summary>Those of them.</summary>
    public IQueryable<RollupKey> Of(IQueryable<RollupKey> keys)
    {
        var money = Filter.Money;
        keys = keys.Where(k => k.Money == money);
        if (Filter.Pipeline is { } pipeline) keys = keys.Where(k => k.PipelineId == pipeline);
        if (Filter.Version is { } version) keys = keys.Where(k => k.VersionId == version);
        if (Filter.CostCentre is { } centre) keys = keys.Where(k => k.CostCentre == centre);
        if (OfCalls && Filter.Provider is { } provider) keys = keys.Where(k => k.Provider == provider);
        if (OfCalls && Filter.Model is { } model) keys = keys.Where(k => k.Model == model);
        if (OfCalls && Filter.Tier is { } tier) keys = keys.Where(k => k.Tier == tier);
        if (Kind is { } kind) keys = keys.Where(k => k.Kind == kind);
        if (Class is { } costClass) keys = keys.Where(k => k.Class == costClass);
        return keys;
    }
}
