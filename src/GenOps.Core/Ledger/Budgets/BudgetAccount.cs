namespace GenOps.Core.Ledger.Budgets;

/// <summary>What one budget has spent and promised in one period; for <see cref="BudgetScope.EachRun"/>, of one run.</summary>
public sealed class BudgetAccount
{
    /// <summary>Made from budget, period and run, so that nobody opens it twice.</summary>
    public required BudgetAccountId Id { get; init; }

    public required BudgetId BudgetId { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public required DateTime From { get; init; }

    /// <summary>UTC, exclusive; null for open.</summary>
    public DateTime? To { get; init; }

    /// <summary>The run, where each has its own.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The sum of the ledger's rows it covers, nano-US-dollars.</summary>
    public long SpentNanos { get; set; }

    /// <summary>The worst cases of calls under way, nano-US-dollars.</summary>
    public long ReservedNanos { get; set; }

    /// <summary>The highest share people were told of, in percent: 0, 50, 80 or 100.</summary>
    public int ToldPercent { get; set; }

    /// <summary>People were told that the forecast crosses the amount.</summary>
    public bool ToldForecast { get; set; }
}
