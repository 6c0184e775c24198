using System.Globalization;
using GenOps.Core.Data;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>How budgets are spoken of where no name of a pipeline is at hand.</summary>
public static class BudgetWords
{
    /// <summary>As <c>cost centre marketing per month</c>.</summary>
    public static string Of(Budget budget) => $"{Scope(budget.Scope, budget.Target)}{Period(budget.Period)}";

    /// <summary>The same, with the name of a pipeline that is named by the budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="pipelines">Names by id.</param>
    public static string Of(Budget budget, IReadOnlyDictionary<string, string> pipelines)
    {
        var named = pipelines.GetValueOrDefault(budget.Target);
        return named is null ? Of(budget) : (budget.Scope == BudgetScope.EachRun ? $"each run of {named}" : named) + Period(budget.Period);
    }

    /// <summary>The same, with the names of all pipelines read.</summary>
    internal static async Task<string> OfAsync(GenOpsDbContext db, Budget budget, CancellationToken cancellationToken) =>
        Of(budget, (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id.ToString(), p => p.Name));

    /// <summary>Scope and target; ids of pipelines and runs are left to links.</summary>
    public static string Scope(BudgetScope scope, string target) => scope switch
    {
        BudgetScope.Everything => "all calls",
        BudgetScope.Pipeline => "its pipeline",
        BudgetScope.EachRun => "each run of its pipeline",
        BudgetScope.Run => "its run",
        BudgetScope.CostCentre => $"cost centre {target}",
        BudgetScope.Provider => $"provider {target}",
        _ => throw new InvalidOperationException($"Unknown scope {scope}."),
    };

    /// <summary>What was spent of it, as <c>83.4 %</c>; rounded down, so that no mark is named that is not reached.</summary>
    /// <param name="spent">Nano-US-dollars.</param>
    /// <param name="amount">Nano-US-dollars, above zero.</param>
    public static string Spent(long spent, long amount) =>
        (Math.Floor((decimal)spent / amount * 1_000) / 10).ToString("#,##0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>As <c> per month</c>; empty for none.</summary>
    public static string Period(BudgetPeriod period) => period == BudgetPeriod.Whole ? "" : $" per {period.ToString().ToLowerInvariant()}";
}
