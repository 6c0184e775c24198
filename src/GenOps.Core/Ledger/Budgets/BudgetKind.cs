namespace GenOps.Core.Ledger.Budgets;

/// <summary>What happens when a budget is used up.</summary>
public enum BudgetKind
{
    /// <summary>People are told; calls go on.</summary>
    Soft,

    /// <summary>No call is sent whose worst case does not fit.</summary>
    Hard,
}
