namespace GenOps.Core.Ledger.Budgets;

/// <summary>What a period will have cost when it ends, should spending go on as it did so far in it.</summary>
public static class BudgetForecast
{
    /// <summary>Before this share of a period has passed, its rate says nothing.</summary>
    public const double LeastShare = 0.05;

    /// <summary>The linear forecast; null for a budget without an end, and early in a period.</summary>
    /// <param name="spent">So far.</param>
    /// <param name="from">The period's begin, UTC.</param>
    /// <param name="to">Its end, UTC; null for none.</param>
    /// <param name="now">UTC.</param>
    public static Money? At(Money spent, DateTime from, DateTime? to, DateTime now)
    {
        if (to is not { } end || now < from) return null;
        if (now >= end) return spent;
        var share = (now - from) / (end - from);
        return share < LeastShare ? null : new Money((long)Math.Min(long.MaxValue / 2, spent.Nanos / share));
    }
}
