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
        services.AddSingleton<CallDetailQuery>();
        services.AddSingleton<LedgerListQuery>();
        return services;
    }
}
