using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Analytics;

/// <summary>Registers what reads the money.</summary>
public static class AnalyticsRegistration
{
    /// <summary>Adds <see cref="KpiCatalogue"/> and <see cref="CallDetailQuery"/>.</summary>
    public static IServiceCollection AddAnalytics(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KpiCatalogue>();
        services.AddSingleton<CallDetailQuery>();
        return services;
    }
}
