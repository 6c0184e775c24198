using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Measures;

/// <summary>Where a measured amount belongs.</summary>
internal sealed class CellKey
{
    public PipelineId? PipelineId { get; init; }
    public PipelineVersionId? VersionId { get; init; }
    public CostKind? Kind { get; init; }
    public CostClass? Class { get; init; }
    public string? Rule { get; init; }

    /// <summary>The class of a duration; 0 for what is none.</summary>
    public int DurationClass { get; init; }

    /// <summary>The time segment, from 0.</summary>
    public int Segment { get; init; }

    /// <summary>All of it as one value: equal keys belong together.</summary>
    public (PipelineId?, PipelineVersionId?, CostKind?, CostClass?, string?, int, int, int) Place =>
        (PipelineId, VersionId, Kind, Class, Rule, DurationClass, Segment, Stretch);

    /// <summary>The stretch between two changes of the assumptions, from 0, while a worth is looked up.</summary>
    public int Stretch { get; init; }
}
