using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>Which side of a figure's fraction.</summary>
public enum KpiPart
{
    /// <summary>What is counted.</summary>
    Numerator,

    /// <summary>What it is divided by.</summary>
    Denominator,
}

/// <summary>Along what a figure can be taken apart.</summary>
public enum KpiAxis
{
    /// <summary>Over time, by the filter's bucket.</summary>
    Bucket,

    /// <summary>By pipeline; what belongs to none is a group of its own.</summary>
    Pipeline,

    /// <summary>By pipeline version.</summary>
    Version,

    /// <summary>By kind of cost.</summary>
    Kind,

    /// <summary>By class of cost.</summary>
    Class,

    /// <summary>By the rule that flagged an output; an output with two flags counts in both.</summary>
    Rule,

    /// <summary>By model of a provider; cost of no model is a group of its own. Only where the filter asks for it.</summary>
    Model,
}

/// <summary>Which rows of a figure are meant; what is null does not narrow.</summary>
public sealed record KpiSlice
{
    /// <summary>The numerator's rows, unless said otherwise.</summary>
    public KpiPart Part { get; init; }

    /// <summary>UTC, inclusive; within the filter's period.</summary>
    public DateTime? From { get; init; }

    /// <summary>UTC, exclusive; within the filter's period.</summary>
    public DateTime? To { get; init; }

    public PipelineId? Pipeline { get; init; }

    /// <summary>Only what belongs to no pipeline, such as a company-wide fixed cost.</summary>
    public bool WithoutPipeline { get; init; }

    public PipelineVersionId? Version { get; init; }

    public CostKind? Kind { get; init; }

    public CostClass? Class { get; init; }

    /// <summary>The review rule, as the definition writes it.</summary>
    public string? Rule { get; init; }

    /// <summary>A model of a provider, or what cost of no model belongs to.</summary>
    public ProviderModel? Model { get; init; }

    /// <summary>Models whose cost is left out; with <see cref="ProviderModel.None"/> among them, what belongs to no model is left out too.</summary>
    public IReadOnlyList<ProviderModel> OtherThan { get; init; } = [];

    /// <summary>Only cost of no model, such as people's time and fixed costs.</summary>
    internal bool WithoutModel => Model is { IsNone: true };

    /// <summary>The filter narrowed to this slice, as far as filters go.</summary>
    internal AnalyticsFilter Narrow(AnalyticsFilter filter) => filter with
    {
        From = From is { } from && from > filter.From ? from : filter.From,
        To = To is { } to && to < filter.To ? to : filter.To,
        Pipeline = Pipeline ?? filter.Pipeline,
        Version = Version ?? filter.Version,
        Provider = Model is { IsNone: false } ofProvider ? ofProvider.Provider : filter.Provider,
        Model = Model is { IsNone: false } of ? of.Model : filter.Model,
    };
}
