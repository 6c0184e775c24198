using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Reads what budgets plan for what a filter asks.</summary>
public sealed class PlanQuery(IDbContextFactory<GenOpsDbContext> contexts, ReportingCalendar calendar)
{
    /// <summary>
    /// The plan for calls of models and tools, which alone budgets cover. It is that of budgets of exactly the filter's scope: of all calls, of one
    /// pipeline, one cost centre or one provider.
    /// </summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="filter">Whole days of the reporting time zone.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="InvalidInputException">The period cannot be.</exception>
    public async Task<SpendPlan> ReadAsync(Actor actor, AnalyticsFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        filter.Check();
        if (filter.KnownOn is not null) return SpendPlan.Without("Budgets are kept as they are now, so what was planned as known on that day cannot be told");
        if (ScopeOf(filter) is not var (scope, target))
            return SpendPlan.Without("Budgets are of all calls, of one pipeline, one cost centre or one provider, and not of what is chosen here");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var budgets = await db.Budgets.AsNoTracking().Where(b => b.Money == filter.Money && b.Scope == scope && b.Target == target).ToListAsync(cancellationToken);
        var plan = BudgetPlan.Over(budgets, calendar.DayOf(filter.From), calendar.DayOf(filter.To.AddTicks(-1)), calendar);
        return plan.CoveredDays == 0 ? SpendPlan.Without("No budget covers these days") : new SpendPlan(plan, null);
    }

    private static (BudgetScope Scope, string Target)? ScopeOf(AnalyticsFilter filter) => filter switch
    {
        { Version: not null } or { Model: not null } or { Tier: not null } => null,
        { Pipeline: null, CostCentre: null, Provider: null } => (BudgetScope.Everything, ""),
        { Pipeline: { } pipeline, CostCentre: null, Provider: null } => (BudgetScope.Pipeline, pipeline.ToString()),
        { Pipeline: null, CostCentre: { } centre, Provider: null } => (BudgetScope.CostCentre, centre),
        { Pipeline: null, CostCentre: null, Provider: { } provider } => (BudgetScope.Provider, provider),
        _ => null,
    };
}

/// <summary>What budgets plan, or why they do not.</summary>
/// <param name="Plan">Null where there is none.</param>
/// <param name="Missing">Why there is none, a sentence without its full stop; null where there is one.</param>
public sealed record SpendPlan(BudgetPlan? Plan, string? Missing)
{
    internal static SpendPlan Without(string reason) => new(null, reason);
}
