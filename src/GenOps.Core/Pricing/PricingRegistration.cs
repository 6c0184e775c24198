using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Pricing;

/// <summary>Registers the price book and what keeps it.</summary>
public static class PricingRegistration
{
    /// <summary>Adds <see cref="IPriceBook"/>, <see cref="PriceSeeder"/>, the commands and the query; needs the database and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddGenOpsPricing(this IServiceCollection services) => services
        .AddSingleton<PriceBook>()
        .AddSingleton<IPriceBook>(s => s.GetRequiredService<PriceBook>())
        .AddSingleton<PriceSeeder>()
        .AddSingleton<RecordPrice>()
        .AddSingleton<WithdrawPrice>()
        .AddSingleton<PriceSheetQuery>();
}
