namespace GenOps.Core.Ledger.Budgets;

/// <summary>Something about a budget people are told of, once per account.</summary>
public enum BudgetWarning
{
    /// <summary>Half of it is spent.</summary>
    Half,

    /// <summary>80 % of it are spent.</summary>
    MostOf,

    /// <summary>All of it is spent.</summary>
    Full,

    /// <summary>At this rate it will not last to the end of its period.</summary>
    Forecast,
}
