using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>A budget to be created.</summary>
public sealed record CreateBudgetRequest
{
    public required BudgetScope Scope { get; init; }

    /// <summary>A pipeline's name or id, a run's id, a cost centre's or provider's name; nothing for everything.</summary>
    public string Target { get; init; } = "";

    public required BudgetPeriod Period { get; init; }

    public required BudgetKind Kind { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>US dollars for each period, above 0.</summary>
    public required decimal AmountUsd { get; init; }
}

/// <summary>
/// Creates a budget. It starts with what the ledger says was spent in its current period; calls under way count when they settle,
/// and every later call reserves its worst case first.
/// </summary>
public sealed class CreateBudget(CommandRunner runner, BudgetAccounts accounts)
{
    /// <summary>Creates it.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">Target, period or amount cannot be.</exception>
    /// <exception cref="ConflictException">There is one of the same scope, target, period and kind.</exception>
    public async Task<BudgetId> ExecuteAsync(Actor actor, CreateBudgetRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        BudgetRules.DemandAmount(request.AmountUsd);
        if (request.Scope is BudgetScope.Run or BudgetScope.EachRun && request.Period != BudgetPeriod.Whole)
            throw new InvalidInputException("Period", "A budget of a run is for the whole run.", "Choose no period.");
        return await runner.RunAsync(actor, scope => StageAsync(scope, request), cancellationToken);
    }

    private async Task<BudgetId> StageAsync(CommandScope scope, CreateBudgetRequest request)
    {
        var (db, actor, now, cancellationToken) = scope;
        await GateLock.TakeAsync(db, cancellationToken);
        var (target, name) = await TargetAsync(db, request, cancellationToken);
        var budget = new Budget
        {
            Id = Id.New<BudgetId>(),
            Scope = request.Scope,
            Target = target,
            Period = request.Period,
            Kind = request.Kind,
            Money = request.Money,
            AmountNanos = Core.Money.FromUsd(request.AmountUsd).Nanos,
            CreatedBy = actor.Name,
            CreatedAt = now,
        };
        if (await db.Budgets.AnyAsync(
            b => b.EndedAt == null && b.Scope == budget.Scope && b.Target == target && b.Period == budget.Period && b.Kind == budget.Kind
                && b.Money == budget.Money, cancellationToken))
            throw new ConflictException($"There is such a budget of {name} already. Change its amount, or end it first.");
        db.Add(budget);
        scope.Record("budget.create", "budget", budget.Id,
            $"Set a {budget.Kind.ToString().ToLowerInvariant()} budget of {new Money(budget.AmountNanos)} {budget.Money.ToString().ToLowerInvariant()} "
            + $"for {name}{BudgetWords.Period(budget.Period)}");
        await db.SaveChangesAsync(cancellationToken);
        if (budget.Scope != BudgetScope.EachRun && accounts.KeyAt(budget, now, default) is { } key)
            await accounts.OpenAsync(db, budget, key, callsUnderWay: true, now, cancellationToken);
        return budget.Id;
    }

    private static async Task<(string Target, string Name)> TargetAsync(
        GenOpsDbContext db, CreateBudgetRequest request, CancellationToken cancellationToken)
    {
        var given = request.Target.Trim();
        switch (request.Scope)
        {
            case BudgetScope.Everything:
                return given.Length == 0 ? ("", "all calls") : throw Invalid("A budget of everything has no target.", "Leave it out.");
            case BudgetScope.Pipeline or BudgetScope.EachRun:
                var pipeline = (await db.PipelineLabelsAsync(cancellationToken)).FirstOrDefault(p => p.Name == given || p.Id.ToString() == given)
                    ?? throw Invalid($"There is no pipeline '{given}'.", "Give the name of one.");
                return (pipeline.Id.ToString(), request.Scope == BudgetScope.Pipeline ? pipeline.Name : $"each run of {pipeline.Name}");
            case BudgetScope.Run:
                return Id.TryParse<RunId>(given, out var run) && await db.MoneyOfRunAsync(run, cancellationToken) == request.Money
                    ? (run.ToString(), $"run {run}")
                    : throw Invalid($"There is no such run in {request.Money.ToString().ToLowerInvariant()} money.", "Give the id of one.");
            default:
                var what = request.Scope == BudgetScope.Provider ? "provider" : "cost centre";
                return given.Length is > 0 and <= 200 ? (given, $"{what} {given}") : throw Invalid($"No {what} is named.", $"Give the name of a {what}.");
        }
    }

    private static InvalidInputException Invalid(string problem, string cure) => new("Target", problem, cure);
}
