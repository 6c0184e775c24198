using System.Globalization;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Web.Pages.Finance;

/// <summary>The spend held against what budgets plan for calls of models and tools, which alone they cover.</summary>
/// <param name="plan">What they plan for the days shown.</param>
/// <param name="money">Live or sandbox.</param>
public sealed class PlanComparison(SpendPlan plan, MoneyMode money) : FinanceComparison
{
    /// <inheritdoc />
    public override string Notice =>
        "Compared with budgets in force on these days, at their amounts of now. They plan what calls of models and tools cost, not people's time or fixed costs. "
        + "A week's or month's amount lies evenly on its days; where several budgets cover a day, the smallest counts, and those without a period are left out.";

    /// <inheritdoc />
    public override ComparedFigure Of(KpiFigure figure)
    {
        if (figure.Definition.Name != "spend") return new ComparedFigure("Budgets plan spend only", null, "");
        var href = $"/finance/budgets?money={money.ToString().ToLowerInvariant()}";
        if (plan.Plan is not { } budgets) return new ComparedFigure(plan.Missing!, href, "");
        var spent = figure.By(KpiAxis.Kind).Where(p => p.Slice.Kind is CostKind.Model or CostKind.Tool).Sum(p => p.Numerator) / Money.NanosPerUsd;
        var calls = $"; calls cost {Text(spent)}";
        return budgets.CoveredDays < budgets.Days
            ? new ComparedFigure($"{Text(budgets.PlannedUsd)} planned", href, $" for {Days(budgets)}, none for the others{calls} on all of them")
            : new ComparedFigure($"{Text(budgets.PlannedUsd)} planned for calls", href, $"{calls}, {Against(spent, budgets.PlannedUsd)}");
    }

    private static string Days(BudgetPlan budgets) => string.Create(
        CultureInfo.InvariantCulture, $"calls of {budgets.CoveredDays:#,##0} of {budgets.Days:#,##0} days");

    private static string Against(decimal spent, decimal planned) =>
        spent == planned ? "just as planned" : $"{Text(Math.Abs(spent - planned))} {(spent > planned ? "over" : "under")} plan";

    /// <summary>Budgets of many days may plan more than any ledger holds.</summary>
    private static string Text(decimal usd) =>
        usd < 1_000_000_000 ? Money.FromUsd(usd).ToString() : "$" + usd.ToString("#,##0", CultureInfo.InvariantCulture);
}
