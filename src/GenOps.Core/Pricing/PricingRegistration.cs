using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GenOps.Core.Pricing;

/// <summary>Registers the price book and what keeps it.</summary>
public static class PricingRegistration
{
    /// <summary>
    /// Adds <see cref="IPriceBook"/>, <see cref="PriceSeeder"/>, the commands and the queries; needs the database and a
    /// <see cref="TimeProvider"/>. A second time adds nothing.
    /// </summary>
    public static IServiceCollection AddGenOpsPricing(this IServiceCollection services)
    {
        services.TryAddSingleton<PriceBook>();
        services.TryAddSingleton<IPriceBook>(s => s.GetRequiredService<PriceBook>());
        services.TryAddSingleton<PriceSeeder>();
        services.TryAddSingleton<RecordPrice>();
        services.TryAddSingleton<WithdrawPrice>();
        services.TryAddSingleton<RecordPriceAlias>();
        services.TryAddSingleton<PriceSheetQuery>();
        services.TryAddSingleton<PriceListQuery>();
        return services;
    }
}
