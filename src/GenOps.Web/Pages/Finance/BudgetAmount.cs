using System.Globalization;
using GenOps.Core;

namespace GenOps.Web.Pages.Finance;

/// <summary>An amount as a person types it.</summary>
internal static class BudgetAmount
{
    /// <summary>Dollars, with a point for the cents and commas allowed between thousands.</summary>
    /// <exception cref="InvalidInputException">It is no number.</exception>
    public static decimal Read(string text) =>
        decimal.TryParse(text.Replace("$", "", StringComparison.Ordinal).Trim(), NumberStyles.Number, CultureInfo.InvariantCulture, out var usd)
            ? usd
            : throw new InvalidInputException("Amount", "This is no amount.", "Give US dollars such as 25 or 0.50.");
}
