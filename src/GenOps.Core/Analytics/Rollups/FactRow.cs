using GenOps.Core.Calls;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>One row of a measure, as far as its sum by day needs it. What is null is the run's own.</summary>
internal sealed class FactRow
{
    public RunId? RunId { get; init; }

    /// <summary>What puts it into a day, UTC.</summary>
    public DateTime At { get; init; }

    /// <summary>In the measure's unit.</summary>
    public long Amount { get; init; }

    public PipelineVersionId? VersionId { get; init; }

    public string? CostCentre { get; init; }

    public string? StepId { get; init; }

    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    public Tier? Tier { get; init; }

    /// <summary>The review rule it is counted by.</summary>
    public string Rule { get; init; } = "";

    /// <summary>When what took until <see cref="At"/> began, UTC; its ticks are then the amount, and its class a part of the key.</summary>
    public DateTime? Since { get; init; }

    /// <summary>When it became known, UTC, where that can be later than <see cref="At"/>.</summary>
    public DateTime? KnownAt { get; init; }

    /// <summary>When its run ended, UTC, where that puts it into a further sum.</summary>
    public DateTime? RunEndedAt { get; init; }

    /// <summary>Which measures of the family count it: a bit for each, in their order.</summary>
    public int Marks { get; init; } = 1;

    public CostKind? Kind { get; init; }

    public CostClass? Class { get; init; }
}
