using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>What kind of thing a row is.</summary>
public enum KpiRowKind
{
    /// <summary>A ledger entry.</summary>
    Ledger,

    /// <summary>An output.</summary>
    Output,

    /// <summary>A stretch of a person's time.</summary>
    Labour,

    /// <summary>A model call.</summary>
    Call,

    /// <summary>A pipeline version.</summary>
    Version,

    /// <summary>What changed after the day as of which rows are told; it has no row of its own.</summary>
    LaterChange,
}

/// <summary>One row that a figure sums, with the ids that lead on: run → step → call.</summary>
public sealed record KpiRow
{
    public required KpiRowKind Kind { get; init; }

    /// <summary>The row's own id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time that puts it into the period, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What it adds to the total, exact; negative where it takes away.</summary>
    public required decimal Amount { get; init; }

    public required KpiUnit Unit { get; init; }

    /// <summary>What it is, in plain words.</summary>
    public required string Label { get; init; }

    /// <summary>Its pipeline's name; empty for none.</summary>
    public string PipelineName { get; init; } = "";

    public PipelineId? PipelineId { get; init; }

    public PipelineVersionId? VersionId { get; init; }

    public RunId? RunId { get; init; }

    public StepRunId? StepRunId { get; init; }

    /// <summary>The step's id in the definition, with its item; empty for none.</summary>
    public string Step { get; init; } = "";

    public ModelCallId? CallId { get; init; }

    public OutputId? OutputId { get; init; }

    public CostKind? CostKind { get; init; }

    public CostClass? CostClass { get; init; }
}

/// <summary>One page of the rows that sum to a figure.</summary>
/// <param name="Name">The figure's id.</param>
/// <param name="Title">What the rows are, in plain words.</param>
/// <param name="Total">The sum of all rows, of all pages; equals the figure's part.</param>
/// <param name="Unit">The total's and the rows' unit.</param>
/// <param name="Count">How many rows there are on all pages.</param>
/// <param name="Skip">How many come before this page.</param>
/// <param name="Rows">This page, latest first.</param>
public sealed record KpiRowPage(
    string Name, string Title, decimal Total, KpiUnit Unit, long Count, int Skip, IReadOnlyList<KpiRow> Rows)
{
    /// <summary>The total as people read it.</summary>
    public string TotalText => KpiValue.Format(Total, Unit);
}
