namespace GenOps.Core.Ledger.Budgets;

/// <summary>Which calls a budget covers.</summary>
public enum BudgetScope
{
    /// <summary>All calls of its money.</summary>
    Everything,

    /// <summary>All runs of one pipeline together.</summary>
    Pipeline,

    /// <summary>Each run of one pipeline by itself.</summary>
    EachRun,

    /// <summary>One run.</summary>
    Run,

    /// <summary>All runs of one cost centre together.</summary>
    CostCentre,

    /// <summary>All calls to one provider.</summary>
    Provider,
}
