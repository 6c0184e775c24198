using GenOps.Core.Analytics.Reconciliation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Analytics;

/// <summary>Registers what reads the money.</summary>
public static class AnalyticsRegistration
{
    /// <summary>Adds the figures and the rows behind them; needs the database and the ledger's reporting calendar.</summary>
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KpiCatalogue>();
        services.AddSingleton<AnalyticsChoices>();
        services.AddSingleton<PlanQuery>();
        services.AddSingleton<CallDetailQuery>();
        services.AddSingleton<LedgerListQuery>();
        services.AddSingleton<ReconciliationQuery>();
        return services;
    }

    /// <summary>Adds the keeping of their sums, and their reconciliation with ledger and calls, for a process that works.</summary>
    public static IServiceCollection AddAnalyticsDelivery(this IServiceCollection services) =>
        services.AddHostedService<RollupKeeper>().AddHostedService<Reconciler>();
}
