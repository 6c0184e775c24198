using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Where a measured amount belongs.</summary>
internal sealed record CellKey
{
    public PipelineId? PipelineId { get; init; }
    public PipelineVersionId? VersionId { get; init; }
    public CostKind? Kind { get; init; }
    public CostClass? Class { get; init; }
    public string? Rule { get; init; }

    /// <summary>Empty where it is of no model, or is not kept apart by model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>As <see cref="Provider"/>.</summary>
    public string Model { get; init; } = "";

    /// <summary>The class of a duration, while durations are compared class by class; else 0.</summary>
    public int DurationClass { get; init; }

    /// <summary>The time segment, from 0.</summary>
    public int Segment { get; init; }

    /// <summary>All of it as one value: equal keys belong together.</summary>
    public (PipelineId?, PipelineVersionId?, CostKind?, CostClass?, string?, string, string, int, int, int) Place =>
        (PipelineId, VersionId, Kind, Class, Rule, Provider, Model, DurationClass, Segment, Stretch);

    /// <summary>The stretch between two changes of the assumptions, from 0, while a worth is looked up.</summary>
    public int Stretch { get; init; }
}
