namespace GenOps.Core.Ledger.Budgets;

/// <summary>What an amount may be.</summary>
internal static class BudgetRules
{
    private const decimal Most = 1_000_000_000m;
    private const int Decimals = 9;

    /// <exception cref="InvalidInputException">It is not above 0, too large, or finer than a nano-dollar.</exception>
    public static void DemandAmount(decimal usd)
    {
        if (usd <= 0 || usd > Most || decimal.Round(usd, Decimals) != usd)
            throw new InvalidInputException("Amount", "This amount cannot be.", $"Give US dollars above 0, at most {Most:#,##0}.");
    }
}
