namespace GenOps.Core.Ledger.Budgets;

/// <summary>One budget in its current period.</summary>
public sealed record BudgetRow
{
    public required BudgetId Id { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>As stored: an id or a name.</summary>
    public required string Target { get; init; }

    /// <summary>For people: a pipeline's name where the target is one.</summary>
    public required string Name { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required BudgetKind Kind { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>Nano-US-dollars.</summary>
    public required long AmountNanoUsd { get; init; }

    /// <summary>
    /// The account whose figures these are; for each run of a pipeline, the one that spent most. Null while nothing was charged in the period.
    /// </summary>
    public required BudgetAccountId? Account { get; init; }

    /// <summary>The run, where each has its own account.</summary>
    public required RunId? Run { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public required DateTime From { get; init; }

    /// <summary>UTC, exclusive; null for no end.</summary>
    public required DateTime? To { get; init; }

    /// <summary>The sum of the ledger's rows it covers.</summary>
    public required long SpentNanoUsd { get; init; }

    /// <summary>The worst cases of calls under way.</summary>
    public required long ReservedNanoUsd { get; init; }

    /// <summary>Negative where it is overspent.</summary>
    public long LeftNanoUsd => AmountNanoUsd - SpentNanoUsd - ReservedNanoUsd;

    /// <summary>At the end of the period at this rate; null where nothing can be said.</summary>
    public required long? ForecastNanoUsd { get; init; }

    /// <summary>Steps that wait until calls under way are settled.</summary>
    public required int Waiting { get; init; }

    /// <summary>Steps held until it is raised, a price is recorded, or its next period begins.</summary>
    public required int Held { get; init; }

    public required IReadOnlyList<BudgetTold> Told { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null while it holds.</summary>
    public required DateTime? EndedAt { get; init; }
}
