using GenOps.Core.Calls;
using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>Which entries; what is null does not narrow.</summary>
public sealed record LedgerListFilter
{
    /// <summary>Live or sandbox: never both.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public PipelineVersionId? Version { get; init; }

    /// <summary>As the entries name it.</summary>
    public string? CostCentre { get; init; }

    public RunId? Run { get; init; }

    /// <summary>Only what one budget's account counts as spent.</summary>
    public BudgetAccountId? Budget { get; init; }

    public CostKind? Kind { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public Tier? Tier { get; init; }

    /// <summary>Charged at or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Charged before, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Where to go on, as the page before said.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Rows at most, 1 to 1000.</summary>
    public int Take { get; init; } = 200;
}
