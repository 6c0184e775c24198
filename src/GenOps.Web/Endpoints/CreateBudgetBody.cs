using GenOps.Core;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Web.Endpoints;

/// <summary>A budget to be created.</summary>
/// <param name="Scope">What it covers.</param>
/// <param name="Target">A pipeline's name or id, a run's id, a cost centre's or provider's name; left out for everything.</param>
/// <param name="Period">Left out: whole.</param>
/// <param name="Kind">Left out: hard.</param>
/// <param name="Money">Left out: live.</param>
/// <param name="AmountUsd">US dollars for each period.</param>
public sealed record CreateBudgetBody(BudgetScope Scope, string? Target, BudgetPeriod? Period, BudgetKind? Kind, MoneyMode? Money, decimal AmountUsd);
