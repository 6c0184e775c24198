namespace GenOps.Core.Ledger.Budgets;

/// <summary>When people were told what.</summary>
public sealed class BudgetAlert
{
    public required BudgetAlertId Id { get; init; }

    public required BudgetAccountId AccountId { get; init; }

    public required BudgetId BudgetId { get; init; }

    public required BudgetWarning Warning { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>What was spent then, nano-US-dollars.</summary>
    public required long SpentNanos { get; init; }

    /// <summary>The amount then, nano-US-dollars.</summary>
    public required long AmountNanos { get; init; }
}
