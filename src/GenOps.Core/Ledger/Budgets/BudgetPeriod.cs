namespace GenOps.Core.Ledger.Budgets;

/// <summary>The stretch of time after which a budget begins anew, in the reporting time zone.</summary>
public enum BudgetPeriod
{
    /// <summary>It does not begin anew.</summary>
    Whole,

    /// <summary>Each calendar day.</summary>
    Day,

    /// <summary>Each week from Monday.</summary>
    Week,

    /// <summary>Each calendar month.</summary>
    Month,
}
