namespace GenOps.Core.Ledger.Budgets;

/// <summary>Something people were told about a budget in its current period.</summary>
public sealed record BudgetTold(BudgetWarning Warning, DateTime At, long SpentNanoUsd, long AmountNanoUsd);
