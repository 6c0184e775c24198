namespace GenOps.Core.Analytics.Rollups;

/// <summary>Which keys a filter and a slice leave.</summary>
/// <param name="Filter">The filter, narrowed to the slice.</param>
/// <param name="OfCalls">Whether the fact is of calls: provider, model and tier narrow nothing else.</param>
/// <param name="Slice">Its kind, class and models of cost, which filters do not narrow by.</param>
internal sealed record RollupKeyFilter(AnalyticsFilter Filter, bool OfCalls, KpiSlice Slice)
{
    /// <summary>Those of them.</summary>
    public IQueryable<RollupKey> Of(IQueryable<RollupKey> keys)
    {
        var money = Filter.Money;
        keys = keys.Where(k => k.Money == money);
        if (Filter.Pipeline is { } pipeline) keys = keys.Where(k => k.PipelineId == pipeline);
        if (Filter.Version is { } version) keys = keys.Where(k => k.VersionId == version);
        if (Filter.CostCentre is { } centre) keys = keys.Where(k => k.CostCentre == centre);
        if (OfCalls && Filter.Provider is { } ofProvider) keys = keys.Where(k => k.Provider == ofProvider);
        if (OfCalls && Filter.Model is { } ofModel) keys = keys.Where(k => k.Model == ofModel);
        if (OfCalls && Filter.Tier is { } tier) keys = keys.Where(k => k.Tier == tier);
        if (Slice.Kind is { } kind) keys = keys.Where(k => k.Kind == kind);
        if (Slice.Class is { } costClass) keys = keys.Where(k => k.Class == costClass);
        if (Slice.WithoutModel) keys = keys.Where(k => k.Provider == "" && k.Model == "");
        foreach (var (provider, model) in Slice.OtherThan) keys = keys.Where(k => k.Provider != provider || k.Model != model);
        return keys;
    }
}
