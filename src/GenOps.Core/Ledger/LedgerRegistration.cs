using GenOps.Core.Ledger.Budgets;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Ledger;

/// <summary>Registers the ledger's commands and queries.</summary>
public static class LedgerRegistration
{
    /// <summary>Adds them, and the hourly booking of fixed costs; needs the database and a <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="reportingTimeZone">The setting <see cref="ReportingCalendar.Setting"/>; null for UTC.</param>
    /// <exception cref="InvalidInputException">There is no such time zone.</exception>
    public static IServiceCollection AddGenOpsLedger(this IServiceCollection services, string? reportingTimeZone) => services
        .AddSingleton(ReportingCalendar.From(reportingTimeZone))
        .AddSingleton<StateAssumption>()
        .AddSingleton<ConfirmAssumption>()
        .AddSingleton<AssumptionQuery>()
        .AddSingleton<PostFixedCosts>()
        .AddHostedService<FixedCostPosting>()
        .AddSingleton<BudgetAccounts>()
        .AddSingleton<BudgetGate>()
        .AddSingleton<BudgetBook>()
        .AddSingleton<CreateBudget>()
        .AddSingleton<ChangeBudget>()
        .AddSingleton<EndBudget>()
        .AddSingleton<BudgetsQuery>();

    /// <summary>Adds what a serving process does by itself: watching over budgets.</summary>
    public static IServiceCollection AddLedgerDelivery(this IServiceCollection services) => services
        .AddSingleton<BudgetWatch>()
        .AddHostedService(s => s.GetRequiredService<BudgetWatch>());
}
